"""Builds grimp's graph of all packages of a tree; it runs in grimp's environment and imports nothing of this one."""

import importlib
import json
import os
import sys


def main(tree: str, cache: str) -> None:
    """Print the size of the graph as JSON; an empty `cache` means none."""
    grimp = importlib.import_module("grimp")  # which is not there where this file is type-checked
    sys.path.insert(0, tree)  # grimp finds packages by the search path; it imports none of them
    names = [name for name in sorted(os.listdir(tree)) if name.isidentifier() and _has_source(os.path.join(tree, name))]
    graph = grimp.build_graph(*names, include_external_packages=True, cache_dir=cache or None)
    modules = sum(not graph.is_module_squashed(name) for name in graph.modules)
    print(json.dumps({"modules": modules, "imports": graph.count_imports()}))


def _has_source(folder: str) -> bool:
    return any(name.endswith(".py") for _, _, names in os.walk(folder) for name in names)


if __name__ == "__main__":
    main(*sys.argv[1:])
