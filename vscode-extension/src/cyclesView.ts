// The tree "Import Cycles": cycle, the imports of its shortest way round, and the scissors that cut one.
import * as vscode from "vscode";

import type { Client } from "./client.js";
import { type Cycle, type CycleClass, cyclesOf, type Edge } from "./requests.js";
import { debounced } from "./status.js";

export const VIEW = "importls.cycles";

/** The kind of the server's actions that make an import of a cycle wait. */
const WAIT = "refactor.rewrite.importls.wait";

const ICONS: Record<CycleClass, vscode.ThemeIcon> = {
  "will-fail": new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground")),
  "entry-dependent": new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground")),
  harmless: new vscode.ThemeIcon("sync"),
  deferred: new vscode.ThemeIcon("watch"),
  "typing-only": new vscode.ThemeIcon("symbol-interface"),
};
const MEANING: Record<CycleClass, string> = {
  "will-fail": "fails, whichever module is imported first",
  "entry-dependent": "fails or works, depending on the module that is imported first",
  harmless: "works, whichever module is imported first",
  deferred: "goes round through imports in functions or lazy ones only",
  "typing-only": "goes round through imports for type checkers only",
};

export type Node = CycleNode | EdgeNode;

interface CycleNode {
  readonly kind: "cycle";
  readonly cycle: Cycle;
}

export interface EdgeNode {
  readonly kind: "edge";
  readonly cycle: Cycle;
  readonly edge: Edge;
}

export function registerCyclesView(client: Client): vscode.Disposable {
  const provider = new Cycles(client);
  const view = vscode.window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  const refresh = (): void => {
    if (view.visible) provider.refresh();
  };
  return vscode.Disposable.from(
    view,
    provider,
    view.onDidChangeVisibility(refresh),
    client.onDidChangeCondition(refresh),
    vscode.languages.onDidChangeDiagnostics(debounced(refresh, 500)),
    vscode.commands.registerCommand("importls.refreshCycles", () => {
      provider.refresh();
    }),
    vscode.commands.registerCommand("importls.cutCycle", (node: EdgeNode) => cut(node)),
  );
}

class Cycles implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly client: Client) {}

  refresh(): void {
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.changed.dispose();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node?.kind === "edge") return [];
    if (node?.kind === "cycle") {
      return node.cycle.shortest.map((edge) => ({ kind: "edge", cycle: node.cycle, edge }));
    }
    const running = this.client.running;
    const cycles = running === undefined ? [] : await cyclesOf(running);
    void vscode.commands.executeCommand("setContext", "importls.noCycles", cycles.length === 0);
    return cycles.map((cycle) => ({ kind: "cycle", cycle }));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.kind === "cycle" ? cycleItem(node.cycle) : edgeItem(node);
  }
}

function cycleItem(cycle: Cycle): vscode.TreeItem {
  const names = cycle.shortest.map((edge) => edge.importer);
  const item = new vscode.TreeItem(names.join(" → "), vscode.TreeItemCollapsibleState.Collapsed);
  const more =
    cycle.modules.length > names.length ? `, one way round of ${cycle.modules.length} modules` : "";
  item.description = `${cycle.class}${more}`;
  item.tooltip = new vscode.MarkdownString(`**${cycle.class}**: ${MEANING[cycle.class]}`);
  if (cycle.failing_entries.length > 0) {
    item.tooltip.appendMarkdown("\n\nFails when first imported: ");
    item.tooltip.appendText(cycle.failing_entries.join(", "));
  }
  item.iconPath = ICONS[cycle.class];
  item.contextValue = "cycle";
  return item;
}

function edgeItem({ cycle, edge }: EdgeNode): vscode.TreeItem {
  const item = new vscode.TreeItem(`${edge.importer} → ${edge.imported}`);
  const isCut = cycle.cut.some((other) => other.path === edge.path && other.line === edge.line);
  const place = `${vscode.workspace.asRelativePath(edge.path)}:${edge.line}`;
  item.description = isCut ? `${place}, cheapest to cut` : place;
  item.iconPath = new vscode.ThemeIcon("arrow-right");
  item.contextValue = "edge";
  item.resourceUri = vscode.Uri.file(edge.path);
  item.command = { command: "vscode.open", title: "Go to Import", arguments: [item.resourceUri, at(edge)] };
  item.accessibilityInformation = { label: `${edge.importer} imports ${edge.imported}, ${item.description}` };
  return item;
}

function at(edge: Edge): vscode.TextDocumentShowOptions {
  const line = new vscode.Position(edge.line - 1, 0);
  return { selection: new vscode.Range(line, line) };
}

/** Offer the edits that take an import out of the circle; the only one is made at once. */
async function cut({ cycle, edge }: EdgeNode): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(edge.path));
  const { range } = document.lineAt(edge.line - 1);
  const titles = new Set(cycle.fixes.map((fix) => fix.title));
  const actions = await actionsAt(document.uri, range);
  const proven = actions.filter((action) => titles.has(action.title));
  const edits = proven.length > 0 ? proven : actions.filter((action) => action.kind?.value === WAIT);
  const chosen = edits.length > 1 ? await choose(edits) : edits[0];
  if (chosen?.edit !== undefined) {
    await vscode.workspace.applyEdit(chosen.edit);
  } else if (edits.length === 0) {
    void vscode.window.showInformationMessage(
      `No edit is known that takes the import of ${edge.imported} out of the circle: its names are needed where it stands.`,
    );
  }
}

/** Only what edits something; a kind that nobody asks for by name is not offered without it. */
async function actionsAt(uri: vscode.Uri, range: vscode.Range): Promise<vscode.CodeAction[]> {
  const kinds = [vscode.CodeActionKind.QuickFix.value, WAIT];
  const found = await Promise.all(
    kinds.map((kind) =>
      vscode.commands.executeCommand<(vscode.CodeAction | vscode.Command)[]>(
        "vscode.executeCodeActionProvider",
        uri,
        range,
        kind,
      ),
    ),
  );
  return found.flat().filter((action): action is vscode.CodeAction => "edit" in action);
}

async function choose(actions: readonly vscode.CodeAction[]): Promise<vscode.CodeAction | undefined> {
  const items = actions.map((action) => ({ label: action.title, action }));
  return (await vscode.window.showQuickPick(items, { placeHolder: "Cut the cycle by" }))?.action;
}
