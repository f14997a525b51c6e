// The commands of the palette.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";

import type { Client } from "./client.js";
import { VIEW } from "./cyclesView.js";
import { showGraph } from "./graphView.js";
import { chain, environments, explanation, type Step } from "./requests.js";
import { activeDocument, countFindings } from "./status.js";

export function registerCommands(client: Client, log: vscode.LogOutputChannel): vscode.Disposable {
  const shown = new Shown();
  const register = (name: string, action: (...args: never[]) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`importls.${name}`, action);
  const asking = (name: string, action: (running: LanguageClient) => Promise<void>): vscode.Disposable =>
    register(name, async () => {
      const running = client.running;
      if (running !== undefined) await action(running);
      else void vscode.window.showInformationMessage("importls is not running.");
    });
  return vscode.Disposable.from(
    shown,
    register("restartServer", () => client.restart()),
    register("showLogs", () => {
      log.show();
    }),
    register("showCycles", () => vscode.commands.executeCommand(`${VIEW}.focus`)),
    register("showDetails", () => showDetails(client)),
    asking("openEnvironment", async (running) => {
      const projects = await environments(running, activeDocument());
      const texts = projects.map(({ folder, text, error }) =>
        [folder, error, text].filter(Boolean).join("\n"),
      );
      await shown.show("environment", texts.join("\n\n"));
    }),
    asking("openGraph", showGraph),
    asking("explainImport", (running) => explainImport(running, shown)),
    asking("whyImported", whyImported),
  );
}

/** Texts that are shown in an editor of their own and cannot be saved. */
class Shown implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private static readonly scheme = "importls";
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(Shown.scheme, this);

  async show(name: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: Shown.scheme, path: name });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  dispose(): void {
    vscode.Disposable.from(this.registration, this.changed).dispose();
  }
}

async function showDetails(client: Client): Promise<void> {
  const { errors, warnings } = countFindings();
  const { condition } = client;
  const items: (vscode.QuickPickItem & { command: string })[] = [
    {
      label: "$(list-unordered) Problems",
      description: `${errors} errors, ${warnings} warnings`,
      command: "workbench.actions.view.problems",
    },
    {
      label: "$(server-environment) Environment",
      description: "what is searched, and why",
      command: "importls.openEnvironment",
    },
    { label: "$(sync) Import cycles", command: "importls.showCycles" },
    { label: "$(type-hierarchy) Import graph", command: "importls.openGraph" },
    {
      label: "$(output) Logs",
      description: condition.kind === "running" ? condition.server.reason : condition.kind,
      command: "importls.showLogs",
    },
    { label: "$(debug-restart) Restart the server", command: "importls.restartServer" },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: "importls" });
  if (chosen !== undefined) await vscode.commands.executeCommand(chosen.command);
}

async function explainImport(running: LanguageClient, shown: Shown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) return;
  const line = editor.selection.active.line + 1;
  const text = await explanation(running, editor.document.uri.toString(), line);
  if (text === null) void vscode.window.showInformationMessage(`There is no import on line ${line}.`);
  else await shown.show("explanation", text);
}

async function whyImported(running: LanguageClient): Promise<void> {
  const from = await askForModule("Which module imports?");
  const to =
    from === undefined ? undefined : await askForModule(`What does ${from} import, directly or not?`);
  if (from === undefined || to === undefined) return;
  const steps = await chain(running, from, to);
  if (steps === null || steps.length === 0) {
    const known = steps === null ? `The project has no module ${from}.` : `${from} does not import ${to}.`;
    void vscode.window.showInformationMessage(known);
    return;
  }
  const items = steps.map((step) => ({
    label: `${step.importer} → ${step.imported}`,
    description: [`${vscode.workspace.asRelativePath(step.path)}:${step.line}`, ...kindOf(step)].join(", "),
    step,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: `${from} → ${to}`,
    matchOnDescription: true,
  });
  if (chosen === undefined) return;
  const at = new vscode.Position(chosen.step.line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(chosen.step.path), {
    selection: new vscode.Range(at, at),
  });
}

/** When the import happens, where that is not while the module is imported. */
function kindOf({ kind, implied }: Step): string[] {
  return [...(kind === "runtime" ? [] : [kind]), ...(implied ? ["the package around it"] : [])];
}

/** A module of the workspace, found while its name is typed. */
function askForModule(title: string): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick();
  pick.title = title;
  pick.placeholder = "the name of a module";
  const search = async (text: string): Promise<void> => {
    const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
      "vscode.executeWorkspaceSymbolProvider",
      text,
    );
    const names = new Set(symbols.filter(isModule).map((symbol) => symbol.name));
    if (pick.value === text) pick.items = [...names].map((label) => ({ label }));
  };
  return new Promise((resolve) => {
    pick.onDidChangeValue((text) => void search(text));
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]?.label);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    void search("");
    pick.show();
  });
}

function isModule(symbol: vscode.SymbolInformation): boolean {
  return [vscode.SymbolKind.Module, vscode.SymbolKind.Package].includes(symbol.kind);
}
