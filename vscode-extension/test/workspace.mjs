// What the tests open: a project with findings of each kind, and two environments of which one lacks a package.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const FILES = {
  "pyproject.toml": '[project]\nname = "shop"\n',
  "main.py":
    "import helper\nimport jsno\nimport shop.orders\nimport widgets\n\nprint(helper.x, jsno, shop, widgets)\n",
  "helper.py": "x = 1\n",
  "shop/__init__.py": "",
  "shop/orders.py": "from shop.basket import Basket\n\n\nclass Order:\n    basket = Basket\n",
  "shop/basket.py":
    "from shop.orders import Order\n\n\nclass Basket:\n    def order(self):\n        return Order()\n",
  "cells.ipynb": JSON.stringify({
    cells: [
      { cell_type: "code", source: ["import helper\n"], metadata: {}, outputs: [], execution_count: null },
      {
        cell_type: "code",
        source: ["import nowhere_at_all\n"],
        metadata: {},
        outputs: [],
        execution_count: null,
      },
    ],
    metadata: { kernelspec: { name: "python3", display_name: "Python 3", language: "python" } },
    nbformat: 4,
    nbformat_minor: 5,
  }),
};

/** A folder with `project`, `second` (another root) and the environments `without` and `with`, which has `widgets`. */
export function drawWorkspace() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ws-"));
  for (const [file, text] of Object.entries(FILES)) write(path.join(folder, "project", file), text);
  write(path.join(folder, "second", "second.py"), "import second_helper\nimport also_missing\n");
  write(path.join(folder, "second", "second_helper.py"), "");
  write(path.join(folder, "second", "unopened.py"), "import missing_too\n");
  for (const name of ["without", "with"]) {
    write(path.join(folder, name, "pyvenv.cfg"), "home = /usr/bin\nversion = 3.11.7\n");
    write(path.join(folder, name, "bin", "python"), "");
    write(path.join(folder, name, "lib", "python3.11", "site-packages", "README.txt"), "");
  }
  write(path.join(folder, "with", "lib", "python3.11", "site-packages", "widgets.py"), "size = 1\n");
  return {
    folder,
    project: path.join(folder, "project"),
    second: path.join(folder, "second"),
    without: path.join(folder, "without", "bin", "python"),
    with: path.join(folder, "with", "bin", "python"),
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
