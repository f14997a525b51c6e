import assert from "node:assert/strict";
import { test } from "node:test";

import { findServer, type Machine, NoServer, type Wishes } from "../../src/findServer.js";

const NOTHING: Wishes = {
  path: "",
  interpreter: "",
  importStrategy: "fromEnvironment",
  selected: undefined,
  isTrusted: true,
};

function machine(pythons: Record<string, readonly [number, number]>, programs: string[] = []): Machine {
  return {
    platform: "linux",
    isProgram: (file) => Promise.resolve(programs.includes(file)),
    versionOf: (python) => Promise.resolve(pythons[python]),
  };
}

const find = (wishes: Partial<Wishes>, on: Machine) =>
  findServer({ ...NOTHING, ...wishes }, "/ext/server.py", on);

void test("the setting comes before everything else", async () => {
  const on = machine({ python3: [3, 12] }, ["/bin/importls", "/venv/bin/importls"]);
  const found = await find({ path: "/bin/importls", selected: "/venv/bin/python" }, on);
  assert.deepEqual([found.command, found.arguments], ["/bin/importls", ["lsp"]]);
});

void test("a setting that names nothing is an error, not passed over", async () => {
  await assert.rejects(
    find({ path: "/gone" }, machine({ python3: [3, 12] })),
    /`\/gone`, which is no program/,
  );
});

void test("what is installed in the selected environment comes before what is bundled", async () => {
  const on = machine({ python3: [3, 12] }, ["/venv/bin/importls"]);
  const found = await find({ selected: "/venv/bin/python" }, on);
  assert.deepEqual([found.command, ...found.arguments], ["/venv/bin/python", "-I", "-m", "importls", "lsp"]);
  assert.match(found.reason, /selected environment/);
});

void test("nothing of the workspace is started where it is not trusted, or not asked for", async () => {
  const on = machine({ python3: [3, 12] }, ["/venv/bin/importls"]);
  const bundled = ["python3", "-I", "/ext/server.py"];
  for (const wish of [{ isTrusted: false }, { importStrategy: "useBundled" }] as const) {
    const found = await find({ selected: "/venv/bin/python", ...wish }, on);
    assert.deepEqual([found.command, ...found.arguments], bundled);
  }
  const alone = machine({ "/venv/bin/python": [3, 12] });
  await assert.rejects(find({ selected: "/venv/bin/python", isTrusted: false }, alone), NoServer);
});

void test("the bundled server is run by the first Python that is new enough, the selected one last", async () => {
  const on = machine({ python3: [3, 9], python: [3, 11], "/venv/bin/python": [3, 13] });
  assert.equal((await find({ selected: "/venv/bin/python" }, on)).command, "python");
  const old = machine({ python3: [3, 9], "/venv/bin/python": [3, 13] });
  assert.equal((await find({ selected: "/venv/bin/python" }, old)).command, "/venv/bin/python");
});

void test("an interpreter that is set is the only one that is tried", async () => {
  const on = machine({ python3: [3, 12], "/old": [3, 8] });
  await assert.rejects(find({ interpreter: "/old" }, on), /\/old: Python 3\.8\. Set `importls\.interpreter`/);
});

void test("without any Python the message says what was tried", async () => {
  await assert.rejects(find({}, machine({})), /python3: not found; python: not found/);
});

void test("on Windows programs stand in Scripts", async () => {
  const on = { ...machine({}, ["C:\\venv\\Scripts\\importls.exe"]), platform: "win32" as const };
  assert.equal(
    (await find({ selected: "C:\\venv\\Scripts\\python.exe" }, on)).command,
    "C:\\venv\\Scripts\\python.exe",
  );
  const base = { ...machine({}, ["C:\\Python\\Scripts\\importls.exe"]), platform: "win32" as const };
  assert.equal((await find({ selected: "C:\\Python\\python.exe" }, base)).command, "C:\\Python\\python.exe");
});
