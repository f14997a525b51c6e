"""What `import NAME` does in a fresh interpreter, by doing it: the oracle of the import-time simulator.

A fresh interpreter is one that was started as `python -I -B FILE`, with the analysed root put before the rest of
`sys.path`. What stands in `sys.modules` when the first line of the file runs is the start-up baseline: the modules of
the interpreter itself, those of `site`, and what the `.pth` files of site-packages import (`loaded_at_start`). The
baseline is neither counted as executed nor as entered into `sys.modules`. (`python -c` may load more: 3.13 loads
`linecache`.) Where a folder for bytecode is given, it is kept there for the next import instead of nowhere.

One interpreter is started for many names and forks for each, before it has imported anything.
"""

from __future__ import annotations

import functools
import marshal
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_Answer = tuple[str | None, str | None, str | None, str | None, list[str], list[str], list[str]]

_PROGRAM = str(Path(__file__).with_name("observe_import.py"))


@dataclass(frozen=True, slots=True)
class Observed:
    """What one import did, in the words of a record of `importls trace`.

    `exception` is the class's name; "Timeout" and "Died" say that the process gave no answer. `name` is the name that
    is missing (of "cannot import name", an AttributeError or a NameError) or the module (of ModuleNotFoundError).
    `raised_at` is "p/a.py:3", relative where the file is below the root: the innermost frame that is not importlib's.
    `executed` are the bodies that started, in order and as often as they did, extension and built-in modules among
    them; a namespace package has no body, and what runs without importlib's loaders is not seen. `by_extensions` are
    those of them that were started while the code of an extension module ran. `sys_modules` are the names that were
    added and are still there, sorted.
    """

    module: str
    result: str
    exception: str | None
    message: str | None
    name: str | None
    raised_at: str | None
    executed: tuple[str, ...]
    sys_modules: tuple[str, ...]
    by_extensions: frozenset[str] = frozenset()


def observe(
    python: str, root: str, names: Sequence[str], *, seconds: int = 20, bytecode: Path | None = None
) -> list[Observed]:
    """What `import NAME` does, for each name in an interpreter of its own that may run for so many seconds."""
    _, *answers = _ask(python, os.path.abspath(root), tuple(names), seconds, bytecode)
    return [_observed(name, answer) for name, answer in zip(names, answers, strict=True)]


def loaded_at_start(python: str) -> frozenset[str]:
    """The names in `sys.modules` before anything is imported."""
    return _start(python)[1]


def version_of(python: str) -> tuple[int, int]:
    """Like (3, 12)."""
    return _start(python)[0]


@functools.cache
def _start(python: str) -> tuple[tuple[int, int], frozenset[str]]:
    ((version, loaded),) = _ask(python, "", (), 1)
    return version, frozenset(loaded)


def _observed(name: str, answer: _Answer) -> Observed:
    exception, message, missing, raised_at, executed, by_extensions, entered = answer
    result = "ok" if exception is None else "error"
    bodies, modules = tuple(executed), tuple(entered)
    return Observed(name, result, exception, message, missing, raised_at, bodies, modules, frozenset(by_extensions))


def _ask(python: str, root: str, names: tuple[str, ...], seconds: int, bytecode: Path | None = None) -> list[Any]:
    """What the program writes: first of the interpreter itself, then for each name.

    The working directory is one that is thrown away, for the litter of analysed code.
    """
    variables = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    with tempfile.TemporaryFile() as answers, tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [python, "-I", *(["-B"] if bytecode is None else ["-X", f"pycache_prefix={bytecode}"]), _PROGRAM],
            input=marshal.dumps((root, names, seconds), 2),
            stdout=answers,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=variables,
        )
        assert done.returncode == 0, done.stderr.decode(errors="replace")
        answers.seek(0)
        return [marshal.load(answers) for _ in range(1 + len(names))]
