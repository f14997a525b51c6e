"""What importls says that imports do, asked of the simulation in this process: for many small roots.

The records are those that `importls trace` prints. What the interpreter has loaded at its start, site customisations of
this machine among it, is in none of them.
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
from tests.differential.import_truth import loaded_at_start

Predictor = Callable[[str, Sequence[str]], list[Mapping[str, Any]]]


def predictor(python: str) -> Predictor:
    """For one interpreter: a root and the names of modules to one record a name, with paths relative to the root."""
    file_system = CachedListings(Disk())
    environment = environment_at(file_system, python, Startup(flags=Flags(isolated=True)))
    assert isinstance(environment, Environment), environment
    # The files of the standard library are parsed once, not once a root.
    parse_once = functools.cache(parse)

    def predict(root: str, names: Sequence[str]) -> list[Mapping[str, Any]]:
        universe = replace(universe_of(environment.with_roots((root,)), file_system), parse=parse_once)
        traces = trace_all(universe, names)
        records = (trace_record(trace, lambda path: shown_path(path, root)) for trace in traces)
        return [without(loaded_at_start(python), msgspec.to_builtins(record)) for record in records]

    return predict


def without(loaded: frozenset[str], record: dict[str, Any]) -> Mapping[str, Any]:
    kept = {key: [name for name in record[key] if name not in loaded] for key in ("executed", "sys_modules")}
    return {**record, **kept}
