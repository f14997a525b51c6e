// The import graph in a webview: the page that `importls graph --format html` writes, with a way back to the editor.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

import { graphPage } from "./requests.js";

interface OpenMessage {
  readonly type: "open";
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
}

let panel: vscode.WebviewPanel | undefined;

export async function showGraph(client: LanguageClient): Promise<void> {
  const html = await graphPage(client);
  panel ??= open();
  panel.webview.html = html;
  panel.reveal();
}

function open(): vscode.WebviewPanel {
  const created = vscode.window.createWebviewPanel(
    "importls.graph",
    "Import Graph",
    vscode.ViewColumn.Beside,
    {
      enableScripts: true,
      retainContextWhenHidden: true,
      localResourceRoots: [],
    },
  );
  created.webview.onDidReceiveMessage((message: unknown) => {
    if (isOpen(message)) void openFile(message);
  });
  created.onDidDispose(() => {
    panel = undefined;
  });
  return created;
}

function isOpen(message: unknown): message is OpenMessage {
  return typeof message === "object" && message !== null && "type" in message && message.type === "open";
}

async function openFile({ path, line = 1, column = 1 }: OpenMessage): Promise<void> {
  const at = new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1));
  await vscode.window.showTextDocument(vscode.Uri.file(path), {
    selection: new vscode.Range(at, at),
    viewColumn: vscode.ViewColumn.One,
  });
}
