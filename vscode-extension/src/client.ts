// The server's life: found, started, restarted one at a time, and what is said when it does not live.
import * as path from "node:path";
import * as vscode from "vscode";
import {
  type ConfigurationParams,
  DidChangeConfigurationNotification,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  State,
} from "vscode-languageclient/node";

import { findServer, type FoundServer, NoServer } from "./findServer.js";
import type { Interpreters } from "./interpreters.js";
import { machine } from "./machine.js";
import { SECTION, serverSettings } from "./settings.js";

export type Condition =
  | { readonly kind: "starting" }
  | { readonly kind: "running"; readonly version: string; readonly server: FoundServer }
  | { readonly kind: "stopped"; readonly problem: string | undefined };

/** Only documents of these schemes are on a disk, or a part of something that is. */
const DOCUMENTS = ["file", "vscode-notebook-cell"].map((scheme) => ({ language: "python", scheme }));

function showsLenses(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration(SECTION, document).get("codeLens", false);
}

function leadingToImporters(lens: vscode.CodeLens): vscode.CodeLens {
  return new vscode.CodeLens(lens.range, {
    title: lens.command?.title ?? "",
    command: "importls.imports.focus",
  });
}

export class Client implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<Condition>();
  readonly onDidChangeCondition = this.changed.event;
  condition: Condition = { kind: "stopped", problem: undefined };
  private client: LanguageClient | undefined;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly interpreters: Interpreters,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** The running client, undefined while there is none. */
  get running(): LanguageClient | undefined {
    return this.condition.kind === "running" ? this.client : undefined;
  }

  /** Start the server, or start it anew; while one start goes on the next one waits. */
  restart(): Promise<void> {
    this.queue = this.queue.then(async () => {
      await this.end();
      await this.start();
    });
    return this.queue;
  }

  stop(): Promise<void> {
    this.queue = this.queue.then(() => this.end());
    return this.queue;
  }

  /** Have the server ask for its settings again. */
  async tellOfSettings(): Promise<void> {
    await this.running?.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  }

  dispose(): void {
    this.changed.dispose();
    void this.stop();
  }

  private async start(): Promise<void> {
    this.become({ kind: "starting" });
    try {
      const server = await this.find();
      this.log.info(`Server: ${server.reason}: ${[server.command, ...server.arguments].join(" ")}`);
      const client = (this.client = this.create(server));
      client.onDidChangeState(({ newState }) => {
        this.follow(client, server, newState);
      });
      await client.start();
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.log.error(problem);
      this.become({ kind: "stopped", problem });
      void this.complain(error instanceof NoServer ? problem : `importls could not be started: ${problem}`);
    }
  }

  private async find(): Promise<FoundServer> {
    const selected = await this.interpreters.selected(vscode.workspace.workspaceFolders?.[0]?.uri);
    const wishes = { ...serverSettings(), selected: selected?.path, isTrusted: vscode.workspace.isTrusted };
    return findServer(wishes, path.join(this.context.extensionPath, "bundled", "server.py"), machine);
  }

  private create(server: FoundServer): LanguageClient {
    const options: LanguageClientOptions = {
      documentSelector: [...DOCUMENTS, { language: "toml", scheme: "file", pattern: "**/pyproject.toml" }],
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationFailedHandler: () => false,
      middleware: {
        provideCodeLenses: async (document, token, next) =>
          showsLenses(document) ? (await next(document, token))?.map(leadingToImporters) : [],
        workspace: {
          configuration: async (params, token, next) => {
            const sections = await next(params, token);
            return Array.isArray(sections) ? this.withInterpreters(params, sections) : sections;
          },
        },
      },
    };
    const command = {
      command: server.command,
      args: [...server.arguments],
      options: { env: { ...process.env, PYTHONUTF8: "1" } },
    };
    return new LanguageClient(SECTION, "importls", { run: command, debug: command }, options);
  }

  /** The selected interpreter is looked at in each folder that has no `importls.python`. */
  private async withInterpreters(
    params: ConfigurationParams,
    sections: readonly unknown[],
  ): Promise<unknown[]> {
    return Promise.all(
      params.items.map(async (item, index) => {
        const section: unknown = sections[index];
        if (item.section !== SECTION || typeof section !== "object" || section === null) return section;
        if ("python" in section && section.python) return section;
        const scope = item.scopeUri === undefined ? undefined : vscode.Uri.parse(item.scopeUri);
        return { ...section, python: (await this.interpreters.selected(scope))?.path ?? null };
      }),
    );
  }

  private follow(client: LanguageClient, server: FoundServer, state: State): void {
    if (client !== this.client) return;
    if (state === State.Running) {
      const version = client.initializeResult?.serverInfo?.version ?? "";
      this.become({ kind: "running", version, server });
    } else if (state === State.Starting) {
      this.become({ kind: "starting" });
    } else {
      this.become({ kind: "stopped", problem: "The server has ended." });
    }
  }

  private async end(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client === undefined) return;
    try {
      await client.dispose();
    } catch (error) {
      this.log.warn(`The server did not end as it should: ${String(error)}`);
    }
    this.become({ kind: "stopped", problem: undefined });
  }

  private become(condition: Condition): void {
    this.condition = condition;
    void vscode.commands.executeCommand("setContext", "importls.running", condition.kind === "running");
    this.changed.fire(condition);
  }

  private async complain(problem: string): Promise<void> {
    const logs = "Show Logs";
    const settings = "Open Settings";
    const chosen = await vscode.window.showErrorMessage(problem, logs, settings);
    if (chosen === logs) this.log.show();
    if (chosen === settings)
      await vscode.commands.executeCommand("workbench.action.openSettings", "importls.interpreter");
  }
}
