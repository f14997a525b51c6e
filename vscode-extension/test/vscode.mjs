// A real VS Code in a real browser: code-server, with a profile of its own, and Chromium that shows it.
import { spawn } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

import { chromium } from "playwright-core";

/** Where `install.sh` has put Node and code-server. */
export const TOOLS = process.env.IMPORTLS_VSCODE ?? path.join(os.homedir(), ".cache/importls-tests/vscode");
export const EXTENSION = path.dirname(import.meta.dirname);
const SERVER = path.join(TOOLS, "cs/node_modules/code-server/out/node/entry.js");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const QUIET = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  "git.enabled": false,
  "files.autoSave": "off",
  "files.refactoring.autoSave": true,
  "update.mode": "none",
  "npm.fetchOnlinePackageInfo": false,
  "explorer.confirmDragAndDrop": false,
};

/**
 * Start both with a folder open. `extensions` are .vsix files, `settings` those of the user, `options` more of the
 * server's. Returns the page, the folder of the profile, and `close`.
 */
export async function openVsCode({
  folder,
  workspace,
  extensions = [],
  settings = {},
  options = [],
  query = "",
  environment = {},
  size,
}) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "vsc-")); // short: sockets in it have names of 107 bytes at most
  const user = path.join(profile, "user");
  fs.mkdirSync(path.join(user, "User"), { recursive: true });
  fs.writeFileSync(path.join(user, "User/settings.json"), JSON.stringify({ ...QUIET, ...settings }));
  const shared = [
    "--user-data-dir",
    user,
    "--extensions-dir",
    path.join(profile, "extensions"),
    "--config",
    path.join(profile, "none.yaml"),
  ];
  const env = {
    ...process.env,
    ...environment,
    HOME: profile,
    XDG_DATA_HOME: profile,
    XDG_CONFIG_HOME: profile,
    EXTENSIONS_GALLERY: '{"serviceUrl":""}',
  };
  for (const extension of extensions) {
    await finished(
      spawn(process.execPath, [SERVER, ...shared, "--force", "--install-extension", extension], {
        env,
        stdio: "ignore",
      }),
    );
  }
  const port = await freePort();
  const log = fs.openSync(path.join(profile, "code-server.log"), "w");
  const server = spawn(
    process.execPath,
    [
      SERVER,
      "--bind-addr",
      `127.0.0.1:${port}`,
      "--auth",
      "none",
      ...shared,
      "--disable-telemetry",
      "--disable-update-check",
      "--disable-getting-started-override",
      "--ignore-last-opened",
      ...options,
    ],
    { env, stdio: ["ignore", log, log], detached: true },
  );
  await until(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, 60_000);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
  const page = await browser.newPage({ viewport: size ?? { width: 1400, height: 900 } });
  const close = async () => {
    await browser.close().catch(() => {});
    try {
      process.kill(-server.pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
    await Promise.race([finished(server), sleep(5_000)]);
    fs.rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  };
  const opened =
    workspace === undefined
      ? `folder=${encodeURIComponent(folder)}`
      : `workspace=${encodeURIComponent(workspace)}`;
  const url = `http://127.0.0.1:${port}/?${opened}${query && query(port)}`;
  return { page, url, profile, user, close };
}

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Ask until the answer is yes; errors are a no. */
export async function until(question, milliseconds) {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await Promise.resolve()
      .then(question)
      .catch(() => false);
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`nothing after ${milliseconds} ms: ${question}`);
    await sleep(50);
  }
}

function finished(child) {
  return new Promise((resolve) =>
    child.exitCode === null ? child.once("exit", resolve) : resolve(child.exitCode),
  );
}

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
