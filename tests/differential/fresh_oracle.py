"""What `importlib.util.find_spec` answers in a fresh interpreter, for thousands of names in one run.

find_spec imports the packages above a name, and what they leave in `sys.modules` decides. One process for each name
would be slow, one for all would remember too much. So the process forks for each package before it imports it: every
name is asked where nothing but its parents has been imported.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.differential.interpreters import DESCRIBE

_PROGRAM = (
    DESCRIBE
    + r"""
import importlib, importlib.util, json, os, signal, sys, warnings
warnings.simplefilter("ignore")
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
START = frozenset(sys.modules)

def say(name, answer, failure):
    answers.write(json.dumps([name, answer, failure]) + "\n")

def ask(name):
    # find_spec looks into sys.modules before it imports the parents: what they import is not there yet.
    entered = {} if name in START else {name: sys.modules.pop(name)} if name in sys.modules else {}
    try:
        return describe(importlib.util.find_spec(name))
    except BaseException as error:
        return type(error).__name__
    finally:
        sys.modules.update(entered)

def failure_of(package):
    try:
        importlib.import_module(package)
    except BaseException as error:
        if isinstance(error, ModuleNotFoundError) and error.name == package:
            return None
        return "%s: %s" % (type(error).__name__, error)

def fail(tree, failure):
    for name, below in tree.items():
        say(name, None, failure)
        fail(below, failure)

def visit(tree):
    for name in tree:
        say(name, ask(name), None)
    for name, below in tree.items():
        if not below:
            continue
        answers.flush()
        process = os.fork()
        if process:
            os.waitpid(process, 0)
            continue
        signal.alarm(180)
        failure = failure_of(name)
        if failure is None:
            visit(below)
        else:
            fail(below, failure)
        answers.flush()
        os._exit(0)

tree = {}
for name in json.load(sys.stdin):
    node, parts = tree, name.split(".")
    for count in range(1, len(parts) + 1):
        node = node.setdefault(".".join(parts[:count]), {})
visit(tree)
answers.flush()
"""
)


@dataclass(frozen=True)
class FreshAnswer:
    """The fields of a spec, None, or an exception's name; `failure` says why a package above cannot be imported."""

    answer: object
    failure: str | None


def ask_fresh(
    python: str | Path, names: list[str], *flags: str, folder: Path, variables: Mapping[str, str] | None = None
) -> dict[str, FreshAnswer]:
    """The answer to every name and to every package above one. `folder` is where the packages' own litter goes.

    The interpreter sees no other variables than those given.
    """
    done = subprocess.run(
        [python, *flags, "-c", _PROGRAM],
        input=json.dumps(names),
        capture_output=True,
        text=True,
        timeout=1200,
        cwd=folder,
        env=dict(variables or {}),
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = map(json.loads, done.stdout.splitlines())
    return {name: FreshAnswer(answer, failure) for name, answer, failure in lines}
