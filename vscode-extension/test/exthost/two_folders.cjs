const assert = require("node:assert/strict");
const vscode = require("vscode");
const { until } = require("./until.cjs");

describe("importls in two folders", () => {
  it("resolves the imports of each in its own folder", async () => {
    const [, second] = vscode.workspace.workspaceFolders;
    const uri = vscode.Uri.joinPath(second.uri, "second.py");
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
    const found = await until(() => {
      const findings = vscode.languages.getDiagnostics(uri);
      return findings.length > 0 && findings;
    });
    assert.equal(found.length, 1);
    assert.match(found[0].message, /also_missing/);
  });

  it("forgets a folder that is removed", async () => {
    const [, second] = vscode.workspace.workspaceFolders;
    const uri = vscode.Uri.joinPath(second.uri, "unopened.py");
    await until(() => vscode.languages.getDiagnostics(uri).length === 1);
    assert.equal(vscode.workspace.updateWorkspaceFolders(1, 1), true);
    await until(() => vscode.languages.getDiagnostics(uri).length === 0);
  });
});
