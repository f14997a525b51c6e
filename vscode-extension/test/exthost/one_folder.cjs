const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");
const { until } = require("./until.cjs");

const root = vscode.workspace.workspaceFolders[0].uri;
const main = vscode.Uri.joinPath(root, "main.py");
const messages = (uri) => vscode.languages.getDiagnostics(uri).map((finding) => finding.message);
const says = (uri, text) => until(() => messages(uri).some((message) => message.includes(text)));
const show = async (uri) => vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));

describe("importls in one folder", () => {
  it("does nothing until a Python file is opened, and is activated quickly then", async () => {
    const extension = vscode.extensions.getExtension("importls.importls");
    assert.equal(extension.isActive, false);
    const start = performance.now();
    await extension.activate();
    const milliseconds = performance.now() - start;
    console.log(`activated in ${milliseconds.toFixed(0)} ms`);
    assert.equal(extension.isActive, true);
  });

  it("tells findings with code, page and related places", async () => {
    await show(main);
    await says(main, "jsno");
    const finding = vscode.languages.getDiagnostics(main).find(({ message }) => message.includes("jsno"));
    assert.equal(finding.source, "importls");
    assert.equal(finding.code.value, "unresolved-import");
    assert.match(finding.code.target.toString(), /unresolved-import/);
    const basket = vscode.Uri.joinPath(root, "shop", "basket.py");
    await says(basket, "cannot import name");
    const [cycle] = vscode.languages.getDiagnostics(basket);
    assert.equal(cycle.relatedInformation.length > 0, true);
  });

  it("leads from an import to its file", async () => {
    const found = await vscode.commands.executeCommand(
      "vscode.executeDefinitionProvider",
      main,
      new vscode.Position(0, 9),
    );
    assert.equal(path.basename((found[0].targetUri ?? found[0].uri).fsPath), "helper.py");
  });

  it("looks at the interpreter that is selected, and follows when another is", async () => {
    await says(main, "widgets");
    await vscode.commands.executeCommand("python.select", process.env.WITH_WIDGETS);
    await until(
      () => messages(main).length > 0 && !messages(main).some((message) => message.includes("widgets")),
    );
    await vscode.commands.executeCommand("python.select", process.env.SELECTED_PYTHON);
    await says(main, "widgets");
  });

  it("explains an import, the environment and a chain", async () => {
    const editor = await show(main);
    editor.selection = new vscode.Selection(0, 8, 0, 8);
    await vscode.commands.executeCommand("importls.explainImport");
    await until(() =>
      vscode.window.visibleTextEditors.some(({ document }) =>
        document.getText().includes("import of helper by main"),
      ),
    );
    await show(main);
    await vscode.commands.executeCommand("importls.openEnvironment");
    await until(() =>
      vscode.window.visibleTextEditors.some(({ document }) => document.getText().includes("without")),
    );
  });

  it("tells findings in the cells of a notebook", async () => {
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.joinPath(root, "cells.ipynb"));
    await vscode.window.showNotebookDocument(notebook);
    await says(notebook.cellAt(1).document.uri, "nowhere_at_all");
    assert.deepEqual(messages(notebook.cellAt(0).document.uri), []);
  });

  it("sees a file that is made on the disk", async () => {
    fs.writeFileSync(path.join(root.fsPath, "jsno.py"), "");
    await until(() => !messages(main).some((message) => message.includes("jsno")));
    fs.unlinkSync(path.join(root.fsPath, "jsno.py"));
    await says(main, "jsno");
  });

  it("rewrites imports when a file is renamed", async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(vscode.Uri.joinPath(root, "helper.py"), vscode.Uri.joinPath(root, "tools.py"));
    assert.equal(await vscode.workspace.applyEdit(edit), true);
    await until(async () =>
      (await vscode.workspace.openTextDocument(main)).getText().includes("import tools"),
    );
  });

  it("starts the server anew", async () => {
    await vscode.commands.executeCommand("importls.restartServer");
    await says(main, "jsno");
  });
});
