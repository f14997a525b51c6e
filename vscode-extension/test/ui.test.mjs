// What a user does and sees, in a real VS Code in a real browser; pictures of it are left in `test/pictures`.
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { EXTENSION, openVsCode, sleep, until } from "./vscode.mjs";
import { drawWorkspace } from "./workspace.mjs";

const PATIENCE = 60_000;
const PICTURES = path.join(EXTENSION, "test", "pictures");
const drawn = drawWorkspace();
let vscode, page;

before(async () => {
  fs.mkdirSync(PICTURES, { recursive: true });
  vscode = await openVsCode({
    folder: drawn.project,
    extensions: ["importls.vsix", "python.vsix"].map((name) => path.join(EXTENSION, "dist", name)),
    settings: { "security.workspace.trust.enabled": false },
    environment: { SELECTED_PYTHON: drawn.without },
  });
  page = vscode.page;
  page.setDefaultTimeout(PATIENCE);
  await page.goto(vscode.url);
  await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
});

after(async () => {
  await picture("last");
  if (process.env.KEEP_LOGS)
    fs.cpSync(path.join(vscode.user, "logs"), process.env.KEEP_LOGS, { recursive: true });
  await vscode.close();
  drawn.remove();
});

test("findings are underlined and listed", async () => {
  await openFile("main.py");
  await page.locator(".squiggly-error").first().waitFor();
  await command("Problems: Focus on Problems View");
  const problems = page.locator(".markers-panel");
  for (const said of ["No module named 'jsno'", "widgets", "cannot import name", "unresolved-import"]) {
    await problems.filter({ hasText: said }).waitFor();
  }
  await picture("problems");
});

test("an import leads to the file", async () => {
  await openFile("main.py");
  await place(1, 9);
  await page.keyboard.press("F12");
  await tab("helper.py").waitFor();
});

test("a hover tells the spec", async () => {
  await openFile("main.py");
  await place(3, 14);
  await command("Show or Focus Hover");
  await page.locator(".monaco-hover:not(.hidden)").filter({ hasText: "shop.orders" }).first().waitFor();
  await picture("hover");
  await page.keyboard.press("Escape");
});

test("modules are completed", async () => {
  await openFile("main.py");
  await place(3, 1);
  await page.keyboard.type("import shop.ba", { delay: 60 });
  await page
    .locator(".suggest-widget.visible .monaco-list-row")
    .filter({ hasText: "basket" })
    .first()
    .waitFor();
  await picture("completion");
  await page.keyboard.press("Escape");
  for (let i = 0; i < "import shop.ba".length; i++) await page.keyboard.press("Backspace");
});

test("a quick fix edits the file", async () => {
  await openFile("main.py");
  await place(2, 9);
  await page.keyboard.press("Control+.");
  await page.locator(".action-widget .monaco-list-row").filter({ hasText: "json" }).first().waitFor();
  await picture("quick-fix");
  await page.keyboard.press("Enter");
  await until(async () => (await text()).includes("import json"), PATIENCE);
  await page.keyboard.press("Control+s");
});

test("cycles are listed, and an import of one leads to its line", async () => {
  await command("importls: Show Import Cycles");
  const cycle = row("shop.basket → shop.orders").filter({ hasText: "will-fail" });
  await cycle.waitFor();
  await cycle.click();
  await row("orders.py:1").click();
  await tab("orders.py").waitFor();
  await picture("cycles");
});

test("the scissors cut a cycle", async () => {
  await row("basket.py:1").hover();
  await row("basket.py:1").locator(".codicon-scissors").click();
  await sleep(1_500);
  await picture("scissors");
  const choice = page.locator(".quick-input-list .monaco-list-row").first();
  await Promise.race([choice.waitFor().catch(() => {}), sleep(5_000)]);
  if (await choice.isVisible()) await page.keyboard.press("Enter");
  await row("shop.basket → shop.orders").filter({ hasText: "will-fail" }).waitFor({ state: "detached" });
  await picture("cut");
  await command("File: Save All");
});

test("the graph is drawn", async () => {
  await command("importls: Show Import Graph");
  const graph = page.frameLocator("iframe.webview").last().frameLocator("iframe");
  await graph.getByText("shop", { exact: false }).first().waitFor();
  await sleep(1_000);
  await picture("graph");
});

test("renaming a file rewrites its imports", async () => {
  await command("View: Close All Editors");
  await command("File: Focus on Files Explorer");
  const file = page.locator('.explorer-folders-view .monaco-list-row[aria-label^="helper.py"]');
  const name = page.locator(".explorer-folders-view .monaco-inputbox input").first();
  await until(async () => {
    await file.click({ timeout: 5_000 });
    await page.keyboard.press("F2");
    await sleep(500);
    return name.isVisible();
  }, PATIENCE);
  await name.fill("tools.py");
  await page.keyboard.press("Enter");
  const dialog = page.locator(".monaco-dialog-box");
  await Promise.race([dialog.waitFor().catch(() => {}), sleep(4_000)]);
  if (await dialog.isVisible()) await page.keyboard.press("Enter");
  await openFile("main.py");
  await until(async () => (await text()).includes("import tools"), PATIENCE);
  await picture("renamed");
});

const picture = (name) => page.screenshot({ path: path.join(PICTURES, `${name}.png`) }).catch(() => {});
const tab = (name) => page.locator(`.tab.active[data-resource-name="${name}"]`);
const row = (label) => page.locator(".pane-body .monaco-list-row").filter({ hasText: label }).first();
const input = () => page.locator(".quick-input-widget input").first();

async function text() {
  const lines = await page.locator(".editor-instance .view-lines").first().innerText();
  return lines.replaceAll("\u00a0", " ");
}

async function openFile(name) {
  await openInput("Control+p");
  await input().fill(name);
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: name }).first().waitFor();
  await sleep(300);
  await page.keyboard.press("Enter");
  await tab(name).waitFor();
}

async function command(title) {
  await openInput("F1");
  await input().fill(`>${title}`);
  await page
    .locator(".quick-input-list .monaco-list-row")
    .filter({ hasText: title.split(": ").at(-1) })
    .first()
    .waitFor();
  await sleep(300);
  await page.keyboard.press("Enter");
  await input().waitFor({ state: "hidden" });
}

async function place(line, column) {
  await openInput("Control+g");
  await input().fill(`:${line}:${column}`);
  await sleep(200);
  await page.keyboard.press("Enter");
  await input().waitFor({ state: "hidden" });
}

/** The focus may be where the key means nothing, as in a page that is shown: then the panel below gets it. */
async function openInput(key) {
  await until(async () => {
    await page.keyboard.press(key);
    await sleep(500);
    if (await input().isVisible()) return true;
    await page.locator(".part.panel .composite.title").first().click({ timeout: 2_000 });
    return false;
  }, PATIENCE);
}
