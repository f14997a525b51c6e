"""What importls says that imports do, asked of the simulation in this process: for many small roots.

The records are those that `predicted_imports` gets from the command, which takes a process a root.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from importls.facts.newer_syntax import parse
from importls.output.trace_record import trace_record
from importls.report import shown_path
from importls.simulation.of_environment import universe_of
from importls.simulation.trace import trace_all
from resolver.environment import Environment
from resolver.environment.environment_at import environment_at
from resolver.environment.startup import Flags, Startup
from resolver.file_system.cached import CachedListings
from resolver.file_system.disk import Disk


def predictor(python: str) -> Callable[[str, Sequence[str]], list[Mapping[str, Any]]]:
    """For one interpreter: a root and the names of modules to one record a name, with paths relative to the root."""
    file_system = CachedListings(Disk())
    environment = environment_at(file_system, python, Startup(flags=Flags(isolated=True)))
    assert isinstance(environment, Environment), environment

    def predict(root: str, names: Sequence[str]) -> list[Mapping[str, Any]]:
        universe = replace(universe_of(environment.with_roots((root,)), file_system), parse=_parse)
        traces = trace_all(universe, names)
        return [msgspec.to_builtins(trace_record(trace, lambda path: shown_path(path, root))) for trace in traces]

    return predict


_parse = functools.cache(parse)
"""The standard library's files are parsed once, not once a root."""
