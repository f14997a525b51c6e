// The interpreter that the user has selected, from whichever Python extension is there; both may be missing.
import type { PythonEnvironmentApi } from "@vscode/python-environments";
import type { PythonExtension } from "@vscode/python-extension";
import * as vscode from "vscode";

export interface Interpreter {
  /** The executable. */
  readonly path: string;
  /** Who said so, for the user to read. */
  readonly source: string;
}

export interface Interpreters {
  dispose(): void;
  /** Fires when another interpreter is selected, never twice for the same one. */
  readonly onDidChange: vscode.Event<void>;
  /** The selected interpreter of a folder, undefined where no extension knows one. */
  selected(scope?: vscode.Uri): Promise<Interpreter | undefined>;
}

interface Source {
  dispose(): void;
  readonly onDidChange: vscode.Event<unknown>;
  selected(scope?: vscode.Uri): Promise<string | undefined>;
}

const ENVIRONMENTS = "ms-python.vscode-python-envs";
const PYTHON = "ms-python.python";

/** The newer extension is asked first; where it knows nothing, the older one. Nobody waits for them to start. */
export function interpreters(log: vscode.LogOutputChannel): Interpreters {
  return new Selected(log);
}

class Selected implements Interpreters {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly sources: Promise<ReadonlyMap<string, Source>>;
  private known: string | undefined;
  private changes: Promise<void>;

  constructor(private readonly log: vscode.LogOutputChannel) {
    this.sources = this.open();
    this.changes = this.fingerprint().then((known) => {
      this.known = known;
    });
  }

  async selected(scope?: vscode.Uri): Promise<Interpreter | undefined> {
    for (const [name, source] of await this.sources) {
      try {
        const path = await source.selected(scope);
        if (path !== undefined) return { path, source: name };
      } catch (error) {
        this.log.warn(`${name} did not tell the interpreter: ${String(error)}`);
      }
    }
    return undefined;
  }

  dispose(): void {
    this.changed.dispose();
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  private async open(): Promise<ReadonlyMap<string, Source>> {
    const sources = new Map<string, Source>();
    for (const [name, open] of [
      [ENVIRONMENTS, environmentsSource],
      [PYTHON, pythonSource],
    ] as const) {
      try {
        const source = await open();
        if (source === undefined) continue;
        sources.set(name, source);
        this.subscriptions.push(
          source.onDidChange(() => {
            this.changes = this.changes.then(() => this.compare());
          }),
          new vscode.Disposable(() => {
            source.dispose();
          }),
        );
      } catch (error) {
        this.log.warn(`${name} could not be asked for the interpreter: ${String(error)}`);
      }
    }
    return sources;
  }

  /** The extensions tell of changes that are none. */
  private async compare(): Promise<void> {
    const now = await this.fingerprint();
    if (now === this.known) return;
    this.known = now;
    this.changed.fire();
  }

  private async fingerprint(): Promise<string> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const scopes = [undefined, ...folders.map((folder) => folder.uri)];
    const selected = await Promise.all(scopes.map((scope) => this.selected(scope)));
    return JSON.stringify(selected.map((interpreter) => interpreter?.path ?? null));
  }
}

async function environmentsSource(): Promise<Source | undefined> {
  const api = await exportsOf<PythonEnvironmentApi>(ENVIRONMENTS);
  if (api === undefined) return undefined;
  const changed = new vscode.EventEmitter<unknown>();
  const subscription = api.onDidChangeEnvironment((change) => {
    changed.fire(change);
  });
  return {
    onDidChange: changed.event,
    selected: async (scope) => (await api.getEnvironment(scope))?.execInfo.run.executable,
    dispose: () => {
      subscription.dispose();
      changed.dispose();
    },
  };
}

async function pythonSource(): Promise<Source | undefined> {
  const api = await exportsOf<PythonExtension>(PYTHON);
  if (api === undefined) return undefined;
  await api.ready;
  const { environments } = api;
  const changed = new vscode.EventEmitter<unknown>();
  const subscription = environments.onDidChangeActiveEnvironmentPath((change) => {
    changed.fire(change);
  });
  return {
    onDidChange: changed.event,
    selected: async (scope) => {
      const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(scope));
      return environment?.executable.uri?.fsPath;
    },
    dispose: () => {
      subscription.dispose();
      changed.dispose();
    },
  };
}

async function exportsOf<Api>(extension: string): Promise<Api | undefined> {
  const found = vscode.extensions.getExtension<Api | undefined>(extension);
  if (found === undefined) return undefined;
  return found.isActive ? found.exports : found.activate();
}
