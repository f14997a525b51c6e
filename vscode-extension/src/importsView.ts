// The tree "Imports of This File": what the file imports and who imports it, from the server's call hierarchy.
import * as vscode from "vscode";

import type { Client } from "./client.js";
import { debounced } from "./status.js";

type Direction = "imports" | "imported by";

type Node =
  | { readonly kind: "direction"; readonly direction: Direction; readonly item: vscode.CallHierarchyItem }
  | {
      readonly kind: "module";
      readonly direction: Direction;
      readonly item: vscode.CallHierarchyItem;
      /** Where the import stands. */
      readonly place: vscode.Location;
    };

export function registerImportsView(client: Client): vscode.Disposable {
  const provider = new Imports(client);
  const view = vscode.window.createTreeView("importls.imports", { treeDataProvider: provider });
  const refresh = debounced(() => {
    if (view.visible) provider.refresh();
  }, 300);
  return vscode.Disposable.from(
    view,
    provider,
    view.onDidChangeVisibility(refresh),
    client.onDidChangeCondition(refresh),
    vscode.window.onDidChangeActiveTextEditor(refresh),
    vscode.languages.onDidChangeDiagnostics(refresh),
  );
}

class Imports implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  /** The file that was edited last: what stands beside it may be no file. */
  private last: vscode.TextDocument | undefined;

  constructor(private readonly client: Client) {}

  refresh(): void {
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.changed.dispose();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (this.client.running === undefined) return [];
    if (node === undefined) return this.directions();
    return node.direction === "imports" ? importedBy(node.item) : importersOf(node.item);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === "direction") {
      const label = node.direction === "imports" ? "Imports" : "Imported by";
      const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
      item.iconPath = new vscode.ThemeIcon(node.direction === "imports" ? "call-outgoing" : "call-incoming");
      return item;
    }
    const item = new vscode.TreeItem(node.item.name, vscode.TreeItemCollapsibleState.Collapsed);
    const { uri, range } = node.place;
    item.description = `${vscode.workspace.asRelativePath(uri)}:${range.start.line + 1}`;
    item.resourceUri = node.item.uri;
    item.iconPath = vscode.ThemeIcon.File;
    item.command = { command: "vscode.open", title: "Go to Import", arguments: [uri, { selection: range }] };
    return item;
  }

  private async directions(): Promise<Node[]> {
    const active = vscode.window.activeTextEditor?.document;
    if (active?.languageId === "python") this.last = active;
    const document = this.last;
    if (document === undefined || document.isClosed) return [];
    const items = await vscode.commands.executeCommand<vscode.CallHierarchyItem[] | undefined>(
      "vscode.prepareCallHierarchy",
      document.uri,
      new vscode.Position(0, 0),
    );
    const item = items?.[0];
    if (item === undefined) return [];
    return (["imports", "imported by"] as const).map((direction) => ({ kind: "direction", direction, item }));
  }
}

async function importedBy(item: vscode.CallHierarchyItem): Promise<Node[]> {
  const calls = await vscode.commands.executeCommand<vscode.CallHierarchyOutgoingCall[]>(
    "vscode.provideOutgoingCalls",
    item,
  );
  return calls.map((call) => ({
    kind: "module",
    direction: "imports",
    item: call.to,
    place: new vscode.Location(item.uri, call.fromRanges[0] ?? item.selectionRange),
  }));
}

async function importersOf(item: vscode.CallHierarchyItem): Promise<Node[]> {
  const calls = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(
    "vscode.provideIncomingCalls",
    item,
  );
  return calls.map((call) => ({
    kind: "module",
    direction: "imported by",
    item: call.from,
    place: new vscode.Location(call.from.uri, call.fromRanges[0] ?? call.from.selectionRange),
  }));
}
