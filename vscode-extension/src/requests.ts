// What the extension asks the server beyond the protocol: commands, with the shapes of their answers.
// The shapes are those of the JSON documents of the command line.
import type { LanguageClient } from "vscode-languageclient/node";

export interface Edge {
  readonly importer: string;
  readonly imported: string;
  readonly path: string;
  readonly line: number;
}

export type CycleClass = "will-fail" | "entry-dependent" | "deferred" | "typing-only" | "harmless";

export interface Cycle {
  readonly class: CycleClass;
  readonly modules: readonly string[];
  readonly shortest: readonly Edge[];
  readonly cut: readonly Edge[];
  readonly failing_entries: readonly string[];
  /** Edits with which every module imports. */
  readonly fixes: readonly { readonly title: string }[];
}

export interface ShownEnvironment {
  readonly folder: string;
  /** Everything `importls env` prints. */
  readonly text?: string;
  readonly environment?: { readonly prefix: string; readonly version: string };
  readonly error: string | null;
}

export interface Step extends Edge {
  readonly column: number;
  readonly kind: string;
  readonly implied: boolean;
}

/** What imports are resolved against, of the project of a document or of all projects. */
export function environments(client: LanguageClient, uri?: string): Promise<readonly ShownEnvironment[]> {
  return execute(client, "importls.showEnvironment", uri === undefined ? [] : [uri]);
}

export async function cyclesOf(client: LanguageClient): Promise<readonly Cycle[]> {
  const projects = await execute<readonly { cycles: readonly Cycle[] }[]>(client, "importls.cycles", []);
  return projects.flatMap(({ cycles }) => cycles);
}

/** Why the imports on a line, which counts from 1, lead where they lead; null where there is none. */
export function explanation(client: LanguageClient, uri: string, line: number): Promise<string | null> {
  return execute(client, "importls.explain", [uri, line]);
}

/** The shortest chain of imports: null where the first module is unknown, empty where there is none. */
export function chain(
  client: LanguageClient,
  importer: string,
  imported: string,
): Promise<readonly Step[] | null> {
  return execute(client, "importls.why", [importer, imported]);
}

/** The page that `importls graph --format html` writes; its own policy lets nothing but its own scripts run. */
export async function graphPage(client: LanguageClient): Promise<string> {
  const [shown] = await execute<readonly { text: string }[]>(client, "importls.showGraph", [
    null,
    { format: "html" },
  ]);
  return shown?.text ?? "";
}

function execute<Answer>(client: LanguageClient, command: string, args: unknown[]): Promise<Answer> {
  return client.sendRequest<Answer>("workspace/executeCommand", { command, arguments: args });
}
