"""What a change of some files may change: the modules that run them, and among these the tests; it knows no git."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from importls.import_graph import ImportKind
from importls.paths import ancestors, base_name, parent
from resolver.paths import join

if TYPE_CHECKING:
    from importls.snapshot import Snapshot

_RUN = (ImportKind.RUNTIME, ImportKind.DEFERRED, ImportKind.LAZY, ImportKind.GUARDED)
"""An import for type checkers only runs nothing."""

_TEST = re.compile(r"test_.*\.py|.*_tests?\.py|tests\.py")
"""The names that pytest looks for, and those that are usual beside them."""


def affected_by(snapshot: Snapshot, changed: Collection[str]) -> dict[str, str | None]:
    """The modules that run one of the changed files when they are imported, or later in their functions.

    By path, nearest first: the next module on the way to a changed one, None for a changed one itself. A module runs
    the packages around it, and a test runs each `conftest.py` in its folder and above it, as pytest does.
    """
    users: dict[str, list[str]] = {}
    for path in snapshot.modules:
        for used in dict.fromkeys(_uses(snapshot, path)):
            users.setdefault(used, []).append(path)
    reached: dict[str, str | None] = {path: None for path in snapshot.modules if path in changed}
    waiting = list(reached)
    for path in waiting:
        for user in users.get(path, ()):
            if user not in reached:
                reached[user] = path
                waiting.append(user)
    return reached


def is_test(path: str) -> bool:
    """Whether the file is one of tests, by its name."""
    return _TEST.fullmatch(base_name(path)) is not None


def _uses(snapshot: Snapshot, path: str) -> Iterator[str]:
    """What runs when the module is imported or used, without what that runs in turn."""
    yield from (edge.imported for edge in snapshot.graph.edges[path] if edge.kind in _RUN)
    separator = snapshot.file_system.separator
    folder = parent(path)
    package = folder if base_name(path) != "__init__.py" else parent(folder)
    yield from _modules_at(snapshot, [join(separator, package, "__init__.py")])
    if is_test(path) or base_name(path) == "conftest.py":
        yield from _modules_at(snapshot, (join(separator, above, "conftest.py") for above in ancestors(path)))


def _modules_at(snapshot: Snapshot, paths: Iterable[str]) -> Iterator[str]:
    return (path for path in paths if path in snapshot.modules)
