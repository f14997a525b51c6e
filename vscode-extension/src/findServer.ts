// Which server is started, and why: knows nothing of VS Code, so that it can be tested without.
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import * as path from "node:path";

export interface Wishes {
  /** A program of the user's, empty for none. */
  readonly path: string;
  /** The Python for the bundled server, empty for none. */
  readonly interpreter: string;
  readonly importStrategy: "fromEnvironment" | "useBundled";
  /** The selected interpreter, if there is one. */
  readonly selected: string | undefined;
  /** Whether programs that the workspace names may be started. */
  readonly isTrusted: boolean;
}

export interface FoundServer {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Why this one, in words for the user. */
  readonly reason: string;
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Whether this is a program that can be started. */
  isProgram(file: string): Promise<boolean>;
  /** The version of a Python as [major, minor], undefined where there is none. */
  versionOf(python: string): Promise<readonly [number, number] | undefined>;
}

/** The oldest Python that runs the server. */
export const OLDEST = [3, 11] as const;

export class NoServer extends Error {}

/** The first of: the user's program, the one in the selected environment, the bundled one. Throws NoServer. */
export async function findServer(wishes: Wishes, bundled: string, machine: Machine): Promise<FoundServer> {
  if (wishes.path !== "") {
    if (await machine.isProgram(wishes.path)) {
      return { command: wishes.path, arguments: ["lsp"], reason: "the setting `importls.path`" };
    }
    throw new NoServer(`The setting \`importls.path\` names \`${wishes.path}\`, which is no program.`);
  }
  if (wishes.isTrusted && wishes.importStrategy === "fromEnvironment" && wishes.selected !== undefined) {
    const installed = besides(wishes.selected, machine.platform);
    if (await machine.isProgram(installed)) {
      return {
        command: wishes.selected,
        arguments: ["-I", "-m", "importls", "lsp"],
        reason: `importls is installed in the selected environment (${installed})`,
      };
    }
  }
  return bundledServer(wishes, bundled, machine);
}

async function bundledServer(wishes: Wishes, bundled: string, machine: Machine): Promise<FoundServer> {
  const tried: string[] = [];
  for (const [python, source] of pythons(wishes, machine.platform)) {
    const version = await machine.versionOf(python);
    if (version !== undefined && isNewEnough(version)) {
      const reason = `the server that comes with the extension, run by ${source} (${python}, ${version.join(".")})`;
      return { command: python, arguments: ["-I", bundled], reason };
    }
    tried.push(version === undefined ? `${python}: not found` : `${python}: Python ${version.join(".")}`);
  }
  throw new NoServer(
    `importls needs Python ${OLDEST.join(".")} or newer to run (any project can be older), and found none: ` +
      `${tried.join("; ")}. Set \`importls.interpreter\`.`,
  );
}

/** The Pythons that may run the bundled server, with what to call them. The selected one comes last: it is analysed. */
function* pythons(wishes: Wishes, platform: NodeJS.Platform): Generator<readonly [string, string]> {
  if (wishes.interpreter !== "") {
    yield [wishes.interpreter, "the setting `importls.interpreter`"];
    return;
  }
  for (const name of platform === "win32" ? ["py", "python"] : ["python3", "python"]) {
    yield [name, "the Python on PATH"];
  }
  if (wishes.isTrusted && wishes.selected !== undefined) yield [wishes.selected, "the selected interpreter"];
}

function isNewEnough([major, minor]: readonly [number, number]): boolean {
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

/** Where the start script of importls would be, beside this interpreter. */
function besides(python: string, platform: NodeJS.Platform): string {
  if (platform !== "win32") return path.posix.join(path.posix.dirname(python), "importls");
  const folder = path.win32.dirname(python);
  const scripts =
    path.win32.basename(folder).toLowerCase() === "scripts" ? folder : path.win32.join(folder, "Scripts");
  return path.win32.join(scripts, "importls.exe");
}

/** Whether a file is there and may be executed. */
export async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
