// The part of the Python extension's API that is used; `python.select` selects another interpreter.
const vscode = require("vscode");

const changed = new vscode.EventEmitter();
let selected = process.env.SELECTED_PYTHON ?? "";

exports.activate = () => {
  vscode.commands.registerCommand("python.select", (path) => {
    selected = path;
    changed.fire({ path, resource: undefined });
  });
  return {
    ready: Promise.resolve(),
    environments: {
      known: [],
      getActiveEnvironmentPath: () => ({ id: selected, path: selected }),
      onDidChangeActiveEnvironmentPath: changed.event,
      resolveEnvironment: async ({ path }) =>
        path === ""
          ? undefined
          : { id: path, path, executable: { uri: vscode.Uri.file(path), sysPrefix: "" } },
    },
  };
};
