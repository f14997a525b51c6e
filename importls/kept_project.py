"""What is kept of a checked project, so that an edit of a few files can be worked out from it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from importls.check import CheckResult, ModuleResult
from importls.cycle_findings import RULES, VERDICTS, all_verdicts
from importls.cycles import LAYERS, cyclic_modules, reported_modules
from importls.early_cycles import GUESSED_IN, decisive, early_cycles
from importls.facts.file_facts import FileFacts, Mention
from importls.import_graph import Edge, ImportKind
from importls.project import Project, Root, SourceFile
from importls.rules.module_two_names import renamed_files, second_names
from importls.rules.shadows_stdlib import hides_something

if TYPE_CHECKING:
    from importls.module import Module
    from importls.selection import Selection
    from importls.snapshot import Snapshot

KINDS = tuple(ImportKind)
_FACTS = msgspec.msgpack.Decoder(FileFacts)


class Rows(msgspec.Struct, frozen=True, array_like=True):
    """A row of small numbers for each module, in little space: where each row ends, and all numbers in order."""

    ends: bytes
    numbers: bytes

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> Rows:
        """The rows in order."""
        ends, numbers = array("I"), array("I")
        for row in rows:
            numbers.extend(row)
            ends.append(len(numbers))
        return cls(ends.tobytes(), numbers.tobytes())

    def lists(self) -> list[list[int]]:
        """All rows."""
        ends, numbers = array("I", self.ends), array("I", self.numbers).tolist()
        return [numbers[start:end] for start, end in pairwise((0, *ends))]


class KeptCycles(msgspec.Struct, frozen=True, array_like=True):
    """Of one rule the number of the component of each module that lies in one, and the modules that findings name."""

    components: Mapping[int, int]
    reported: frozenset[int]


class KeptOutcome(msgspec.Struct, frozen=True, array_like=True):
    """Of one cycle that runs its modules, and all modules of which the bodies were simulated for it.

    One that `is_early` was only guessed; it `fails` or not.
    """

    modules: frozenset[int]
    files: frozenset[int]
    is_early: bool = False
    fails: bool = False


class KeptGuess(msgspec.Struct, frozen=True, array_like=True):
    """On what it depends which cycles were guessed: `decisive` numbers of modules, by text or by imports alone."""

    read: Mapping[int, int] = {}
    others: Mapping[int, int] = {}


class KeptProject(msgspec.Struct, frozen=True, array_like=True):
    """A checked project with everything that an edit does not change; modules are numbered in the order of paths.

    `facts` are encoded. `edges` are numbers as `numbers_of_edges` makes them, `targets` the modules that imports find,
    whether or not they run. `looked_at_texts`, `looked_at_facts` and `tables` are as in `ModuleResult`, the latter by
    table. `renamed` are the files that some import finds by another name than their own,
    `second_names` the importers at which that is told, `scripts` and `speaking_of_modules` those with these mentions.
    The bodies of `ordinary` files decide nothing about how modules are found. Where a file `hides_something`, who meets
    it may be far away.
    """

    roots: tuple[Root, ...]
    files: tuple[SourceFile, ...]
    facts: tuple[msgspec.Raw, ...]
    results: Mapping[int, CheckResult]
    edges: Rows
    targets: Rows
    looked_at_texts: Rows
    looked_at_facts: Rows
    tables: Mapping[str, frozenset[int]]
    cycles: Mapping[str, KeptCycles]
    outcomes: tuple[KeptOutcome, ...]
    guess: KeptGuess
    renamed: frozenset[int]
    second_names: frozenset[int]
    scripts: frozenset[int]
    speaking_of_modules: frozenset[int]
    ordinary: frozenset[int]
    hides_something: bool

    def facts_of(self, number: int) -> FileFacts:
        """The facts of one module."""
        return _FACTS.decode(self.facts[number])

    def count_imports(self, paths: Collection[str]) -> int:
        """How many imports the files with these paths have."""
        numbers = (number for number, file in enumerate(self.files) if file.path in paths)
        return sum(len(self.facts_of(number).imports) for number in numbers)

    @property
    def project(self) -> Project:
        """What was checked."""
        return Project(self.files, self.roots)


def keep(snapshot: Snapshot, selection: Selection, results: Sequence[ModuleResult]) -> KeptProject:
    """What is worth keeping of a finished check."""
    numbers = {path: number for number, path in enumerate(snapshot.modules)}
    modules = snapshot.modules.values()
    by_number = sorted(results, key=_number)
    tables: dict[str, set[int]] = {}
    for item in results:
        for table in item.tables:
            tables.setdefault(table, set()).add(item.number)
    return KeptProject(
        roots=snapshot.project.roots,
        files=tuple(module.file for module in modules),
        facts=tuple(encoded(module.facts) for module in modules),
        results={item.number: item.result for item in results if item.result != CheckResult()},
        edges=Rows.of([numbers_of_edges(snapshot.graph.edges[path], numbers) for path in snapshot.modules]),
        targets=Rows.of([numbers_of_targets(module, numbers) for module in modules]),
        looked_at_texts=Rows.of([item.texts for item in by_number]),
        looked_at_facts=Rows.of([item.facts for item in by_number]),
        tables={table: frozenset(found) for table, found in tables.items()},
        cycles=_all_kept_cycles(snapshot, selection, numbers),
        outcomes=_kept_outcomes(snapshot, selection, numbers),
        guess=_kept_guess(snapshot, selection, numbers),
        renamed=frozenset(numbers[path] for path in renamed_files(snapshot)),
        second_names=frozenset(numbers[path] for path in second_names(snapshot)),
        scripts=frozenset(numbers[module.path] for module in modules if module.facts.mentions & Mention.MAIN),
        speaking_of_modules=frozenset(numbers[path] for path in snapshot.speaking_of_modules()),
        ordinary=frozenset(numbers[path] for path in snapshot.search.ordinary_sources() if path in numbers),
        hides_something=hides_something(snapshot),
    )


def layers_needed(selection: Selection) -> tuple[str, ...]:
    """Every selected rule about cycles, and those before it: what they have is left out of its own."""
    layers = tuple(LAYERS)
    wanted = [layers.index(rule) + 1 for rule in layers if rule in selection.severities]
    runs = tells_outcomes(selection) or not selection.severities.keys().isdisjoint(_ABOUT_COMPONENTS)
    return layers[: max(wanted, default=int(runs))]


_ABOUT_COMPONENTS = frozenset({"order-sensitive-init"})
"""Rules that only ask which modules import each other."""


def tells_outcomes(selection: Selection) -> bool:
    """Whether a selected rule tells what cycles do."""
    return any(rule in selection.severities for rule in RULES)


def _kept_outcomes(snapshot: Snapshot, selection: Selection, numbers: Mapping[str, int]) -> tuple[KeptOutcome, ...]:
    if not tells_outcomes(selection):
        return ()
    verdicts = snapshot.table(VERDICTS, lambda: all_verdicts(snapshot)).values()
    return tuple(
        KeptOutcome(
            _numbers_of(verdict.cycle.modules, numbers),
            _numbers_of(verdict.outcome.files, numbers),
            verdict.cycle.is_early,
            bool(verdict.outcome.failing),
        )
        for found in verdicts
        for verdict in found
        if verdict.rule != "cycle-swallowed"  # There is another one of its cycle.
    )


def _numbers_of(paths: Iterable[str], numbers: Mapping[str, int]) -> frozenset[int]:
    return frozenset(numbers[path] for path in paths)


def _kept_guess(snapshot: Snapshot, selection: Selection, numbers: Mapping[str, int]) -> KeptGuess:
    if not tells_outcomes(selection):
        return KeptGuess()
    found = early_cycles(snapshot)
    facts = {path: snapshot.modules[path].facts for path in (*found.read, *found.others)}
    return KeptGuess(
        {numbers[path]: decisive(facts[path], snapshot.texts.text(path)) for path in sorted(found.read)},
        {numbers[path]: decisive(facts[path], None) for path in sorted(found.others)},
    )


def _all_kept_cycles(snapshot: Snapshot, selection: Selection, numbers: Mapping[str, int]) -> dict[str, KeptCycles]:
    layers = layers_needed(selection)
    kept = {rule: _kept_cycles(snapshot, rule, numbers) for rule in layers}
    if tells_outcomes(selection) and GUESSED_IN not in layers:
        kept[GUESSED_IN] = KeptCycles(_kept_components(snapshot, GUESSED_IN, numbers), frozenset())
    return kept


def _kept_components(snapshot: Snapshot, rule: str, numbers: Mapping[str, int]) -> dict[int, int]:
    components = enumerate(cyclic_modules(snapshot, rule))
    return {numbers[path]: component for component, paths in components for path in paths}


def _kept_cycles(snapshot: Snapshot, rule: str, numbers: Mapping[str, int]) -> KeptCycles:
    reported = frozenset(numbers[path] for path in reported_modules(snapshot, rule))
    return KeptCycles(_kept_components(snapshot, rule, numbers), reported)


def known_facts(kept: KeptProject, changed: Collection[str]) -> dict[str, Callable[[], FileFacts]]:
    """The facts of the files that have not changed, by path, to be decoded when they are asked for."""
    return {
        file.path: partial(_FACTS.decode, facts)
        for file, facts in zip(kept.files, kept.facts, strict=True)
        if file.path not in changed
    }


def _number(item: ModuleResult) -> int:
    return item.number


def encoded(facts: FileFacts) -> msgspec.Raw:
    """The facts as they are kept."""
    return msgspec.Raw(msgspec.msgpack.encode(facts))


def numbers_of_targets(module: Module, numbers: Mapping[str, int]) -> list[int]:
    """The checked modules that the imports of a module find."""
    paths = {path for imported in module.imports for path, _ in imported.targets()}
    return sorted(numbers[path] for path in paths if path in numbers)


def numbers_of_edges(edges: Iterable[Edge], numbers: Mapping[str, int]) -> list[int]:
    """One number an edge: the module that is imported, and the kind."""
    return [numbers[edge.imported] * len(KINDS) + KINDS.index(edge.kind) for edge in edges]
