"""Runs pydeps on a script with a tree on the search path; it runs in pydeps's environment."""

import importlib
import json
import sys


def main(tree: str, script: str, graph: str) -> None:
    """Print how many modules of the tree are in the graph that pydeps writes, as JSON."""
    pydeps = importlib.import_module("pydeps.pydeps")  # which is not there where this file is type-checked
    sys.path.insert(0, tree)  # after the import: the tree may hold another version of what pydeps needs
    only = ["--no-config", "--no-output", "--nodot", "--max-bacon=0", "--show-deps", "--deps-output", graph]
    sys.argv = ["pydeps", script, *only]
    pydeps.pydeps()
    with open(graph, encoding="utf-8") as stream:
        found = [node for node in json.load(stream).values() if str(node.get("path")).startswith(tree)]
    print(json.dumps({"modules": len(found), "imports": sum(len(node.get("imports", ())) for node in found)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
