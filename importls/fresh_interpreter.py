"""What has been imported once a checked module was, in a simulated interpreter; what fails is not its business."""

from __future__ import annotations

import gc
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from importls.cycle_outcomes import can_be_parsed, project_universe
from importls.simulation.bounds import ONCE_MORE
from importls.simulation.of_environment import startup_code, universe_of
from importls.simulation.trace import Simulation
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.module import Module
    from importls.simulation.trace import Trace
    from importls.simulation.universe import Universe
    from importls.snapshot import Snapshot


def _whole_universe(snapshot: Snapshot, module: Module) -> Universe:
    """Everything that the module can import."""
    universe = universe_of(snapshot.search.environment_of(module.file), snapshot.file_system)
    read_installed, known_to_be_python = universe.read, universe.is_python

    def read(path: str) -> str | None:
        return snapshot.text(path) if path in snapshot.modules else read_installed(path)

    def is_python(path: str) -> bool:
        return can_be_parsed(snapshot, path) if path in snapshot.modules else known_to_be_python(path)

    return replace(universe, read=read, is_python=is_python, breathe=snapshot.breathe)


_MOST_FILES_KEPT = 300
"""The trees of so many files take about 60 MB."""


class FreshInterpreter:
    """Imports modules of a snapshot one after the other, each in a process of its own as far as anybody can tell.

    It is asked what is imported, not what fails: all code is followed no further than that which nobody checks.
    """

    def __init__(self, snapshot: Snapshot, universe: Universe) -> None:
        """Start the interpreter."""
        self._snapshot = snapshot
        self._universe = replace(universe, is_external=lambda _: True, refusal=lambda *_: None)
        self._start()

    def _start(self) -> None:
        self._read: set[str] = set()
        universe = replace(self._universe, read=self._noted, _trees={})
        self._simulation = Simulation(universe, patience=ONCE_MORE)

    def _noted(self, path: str) -> str | None:
        self._read.add(path)
        return self._universe.read(path)

    def trace(self, module: Module) -> Trace | None:
        """Import a checked module; None where its name leads to another file."""
        found = self._universe.find(module.name)
        if not isinstance(found, Found) or found.spec.origin != module.path:
            return None
        if len(self._read) > _MOST_FILES_KEPT:
            self._start()
            gc.collect()  # A check runs without; what was simulated refers to itself in circles.
        trace = self._simulation.trace(module.name)
        # What was read for an earlier import is not read again, but it was looked at for this one too.
        self._snapshot.trail.texts.update(self._read)
        return trace

    def lacks_submodule(self, name: str) -> bool:
        """Whether after the last import the package is there, and certainly without this submodule."""
        return self._simulation.lacks_submodule(name)


def imported_at_start(snapshot: Snapshot) -> tuple[str, ...]:
    """The modules that the `.pth` files of the environment seem to import in code that is made of text."""

    def find() -> tuple[str, ...]:
        lines = startup_code(snapshot.environment, snapshot.file_system)
        return tuple(name for line in lines if "exec" in line for name in _IMPORTED.findall(line))

    return snapshot.once("imported at start", find)


_IMPORTED = re.compile(r"""(?:\b(?:import|from)[ \t]+|__import__\(['"])([\w.]+)""")


def interpreter_of_project(snapshot: Snapshot) -> FreshInterpreter:
    """One that runs nothing but the project, started once."""
    return snapshot.once("interpreter of project", lambda: FreshInterpreter(snapshot, project_universe(snapshot)))


def interpreter_of_everything(snapshot: Snapshot, module: Module) -> FreshInterpreter:
    """One that runs what is installed too, as the modules of one root see it, started once for them."""
    return snapshot.once(
        ("interpreter of everything", module.file.root.path),
        lambda: FreshInterpreter(snapshot, _whole_universe(snapshot, module)),
    )
