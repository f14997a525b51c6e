// The status bar and the language status: which environment is looked at, how much was found, whether the server lives.
import * as vscode from "vscode";

import type { Client, Condition } from "./client.js";
import { environments } from "./requests.js";

const PYTHON = [{ language: "python" }, { notebookType: "jupyter-notebook" }];

export function showStatus(client: Client): vscode.Disposable {
  const bar = vscode.window.createStatusBarItem("importls.status", vscode.StatusBarAlignment.Right, 90);
  bar.name = "importls";
  bar.command = "importls.showDetails";
  const item = vscode.languages.createLanguageStatusItem("importls.server", PYTHON);
  item.name = "importls";
  item.command = { command: "importls.showLogs", title: "Show Logs" };
  let summary = "";

  const draw = (): void => {
    const { condition } = client;
    const { errors, warnings } = countFindings();
    item.busy = condition.kind === "starting";
    item.severity = severityOf(condition);
    item.text = textOf(condition);
    item.detail = summary;
    bar.text =
      condition.kind === "running" ? `$(package) ${counted(errors, warnings)}` : `$(package) ${bar.name}`;
    bar.tooltip = tooltip(condition, summary, errors, warnings);
    bar.backgroundColor = condition.kind === "stopped" && condition.problem !== undefined ? ERROR : undefined;
    bar.show();
  };
  const ask = async (): Promise<void> => {
    const running = client.running;
    if (running === undefined) return;
    try {
      const [shown] = await environments(running, activeDocument());
      const environment = shown?.environment;
      summary =
        environment === undefined
          ? (shown?.error ?? "")
          : `Python ${environment.version}, ${environment.prefix}`;
    } catch {
      summary = "";
    }
    draw();
  };
  draw();
  return vscode.Disposable.from(
    bar,
    item,
    client.onDidChangeCondition(() => {
      draw();
      void ask();
    }),
    vscode.languages.onDidChangeDiagnostics(debounced(draw, 200)),
    vscode.window.onDidChangeActiveTextEditor(() => void ask()),
  );
}

const ERROR = new vscode.ThemeColor("statusBarItem.errorBackground");

/** How many errors and warnings of importls there are in the whole window. */
export function countFindings(): { errors: number; warnings: number } {
  const findings = vscode.languages.getDiagnostics().flatMap(([, found]) => found.filter(isOurs));
  const count = (severity: vscode.DiagnosticSeverity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return {
    errors: count(vscode.DiagnosticSeverity.Error),
    warnings: count(vscode.DiagnosticSeverity.Warning),
  };
}

function isOurs(finding: vscode.Diagnostic): boolean {
  return finding.source === "importls";
}

function counted(errors: number, warnings: number): string {
  return errors + warnings === 0 ? "imports" : `imports $(error) ${errors} $(warning) ${warnings}`;
}

function severityOf(condition: Condition): vscode.LanguageStatusSeverity {
  return condition.kind === "stopped" && condition.problem !== undefined
    ? vscode.LanguageStatusSeverity.Error
    : vscode.LanguageStatusSeverity.Information;
}

function textOf(condition: Condition): string {
  if (condition.kind === "running") return `importls ${condition.version}`;
  return condition.kind === "starting" ? "importls starts" : "importls is not running";
}

function tooltip(
  condition: Condition,
  summary: string,
  errors: number,
  warnings: number,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${textOf(condition)}**\n\n`);
  if (summary !== "") text.appendText(`Looks at ${summary}\n`);
  if (condition.kind === "running") {
    text.appendText(`${errors} errors, ${warnings} warnings\nServer: ${condition.server.reason}`);
  } else if (condition.kind === "stopped" && condition.problem !== undefined) {
    text.appendText(condition.problem);
  }
  return text;
}

/** The URI of the document that is edited, if it is on the disk. */
export function activeDocument(): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.scheme === "file" ? uri.toString() : undefined;
}

export function debounced(action: () => void, milliseconds: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, milliseconds);
  };
}
