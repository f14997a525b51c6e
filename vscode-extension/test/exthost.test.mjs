// The suites in `exthost/`, run by mocha inside a real extension host.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { format } from "node:util";

import { EXTENSION, openVsCode } from "./vscode.mjs";
import { drawWorkspace } from "./workspace.mjs";

const PATIENCE = 300_000;

for (const suite of ["one_folder", "two_folders"]) {
  test(suite, async () => {
    const drawn = drawWorkspace();
    const workspace = path.join(drawn.folder, "both.code-workspace");
    fs.writeFileSync(workspace, JSON.stringify({ folders: [{ path: "project" }, { path: "second" }] }));
    const vscode = await openVsCode({
      ...(suite === "two_folders" ? { workspace } : { folder: drawn.project }),
      extensions: ["python.vsix"].map((name) => path.join(EXTENSION, "dist", name)),
      settings: { "security.workspace.trust.enabled": false },
      options: ["--vscode-option", "enable-smoke-test-driver"],
      environment: { SUITE: suite, SELECTED_PYTHON: drawn.without, WITH_WIDGETS: drawn.with },
      query: (port) => {
        const remote = (file) => `vscode-remote://127.0.0.1:${port}${file}`;
        const payload = [
          ["extensionDevelopmentPath", remote(EXTENSION)],
          ["extensionTestsPath", remote(path.join(EXTENSION, "test", "exthost", "index.cjs"))],
        ];
        return `&payload=${encodeURIComponent(JSON.stringify(payload))}`;
      },
    });
    try {
      assert.equal(await exitCode(vscode), 0);
    } finally {
      await vscode.close();
      drawn.remove();
    }
  });
}

/** What the tests in the extension host end with; what they print is printed. */
async function exitCode({ page, url }) {
  const ended = new Promise((resolve) => {
    void page.exposeFunction("codeAutomationExit", resolve);
  });
  await page.exposeFunction("codeAutomationLog", (_, args) => {
    console.log(format(...(Array.isArray(args) ? args : [args])));
  });
  await page.goto(url);
  return Promise.race([ended, setTimeout(PATIENCE, "no end", { ref: false })]);
}
