// What the user has set for the extension itself; everything else in the section is for the server.
import * as vscode from "vscode";

export const SECTION = "importls";

export type ImportStrategy = "fromEnvironment" | "useBundled";

export interface ServerSettings {
  /** A program that speaks the protocol when it is started with `lsp`, empty for none. */
  readonly path: string;
  /** The Python that runs the bundled server, empty for none. */
  readonly interpreter: string;
  readonly importStrategy: ImportStrategy;
}

export function serverSettings(): ServerSettings {
  const section = vscode.workspace.getConfiguration(SECTION);
  return {
    path: expanded(section.get("path", "")),
    interpreter: expanded(section.get("interpreter", "")),
    importStrategy: section.get<ImportStrategy>("importStrategy", "fromEnvironment"),
  };
}

/** Whether a change concerns which server is started. */
export function concernsServer(change: vscode.ConfigurationChangeEvent): boolean {
  return ["path", "interpreter", "importStrategy"].some((key) =>
    change.affectsConfiguration(`${SECTION}.${key}`),
  );
}

/** `~` and `${workspaceFolder}` at the start, as in other settings. */
function expanded(path: string): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  const home = process.env.HOME ?? process.env.USERPROFILE;
  let result = path;
  if (folder !== undefined) result = result.replace(/^\$\{workspaceFolder\}/, () => folder);
  if (home !== undefined) result = result.replace(/^~(?=$|[\\/])/, () => home);
  return result;
}
