// What VS Code calls: puts the parts together.
import * as vscode from "vscode";

import { Client } from "./client.js";
import { registerCommands } from "./commands.js";
import { registerCyclesView } from "./cyclesView.js";
import { registerImportsView } from "./importsView.js";
import { interpreters } from "./interpreters.js";
import { concernsServer } from "./settings.js";
import { showStatus } from "./status.js";

let client: Client | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("importls", { log: true });
  const selected = interpreters(log);
  const started = (client = new Client(context, selected, log));
  context.subscriptions.push(
    log,
    selected,
    started,
    showStatus(started),
    registerCyclesView(started),
    registerImportsView(started),
    registerCommands(started, log),
    selected.onDidChange(() => void started.tellOfSettings()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void started.restart()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (concernsServer(change)) void started.restart();
    }),
  );
  // Not awaited: whoever waits for the extension need not wait for the server.
  void started.restart();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
