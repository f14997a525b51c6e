// Runs inside the extension host: `vscode` is the real API.
const path = require("node:path");
const Mocha = require("mocha");

exports.run = () => {
  const mocha = new Mocha({ ui: "bdd", color: false, timeout: 60_000, reporter: "spec" });
  mocha.addFile(path.join(__dirname, `${process.env.SUITE}.cjs`));
  return new Promise((resolve, reject) => {
    mocha.run((failures) => (failures ? reject(new Error(`${failures} tests failed`)) : resolve()));
  });
};
