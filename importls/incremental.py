"""What edits of a few files mean for the findings of all: the rest is kept, because nothing it depends on has changed.

Only the content of checked files may have changed, no listing and no configuration: the caller has made sure of that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec

from importls.check import CheckResult, ModuleResult, check_with_trail
from importls.cycle_findings import FAILING, LAYER, RULES, VERDICTS, Verdict, verdicts_about
from importls.cycles import COMPONENTS, LAYERS, Cycle, cycle_among, kinds_of
from importls.doubts import importers_among
from importls.early_cycles import EARLY, EarlyCycles, decisive
from importls.facts.file_facts import FileFacts, Mention
from importls.graph.reachable import leads_to
from importls.import_graph import ImportKind
from importls.kept_project import (
    KINDS,
    KeptOutcome,
    KeptProject,
    Rows,
    encoded,
    layers_needed,
    numbers_of_edges,
    numbers_of_targets,
)
from importls.paths import base_name

if TYPE_CHECKING:
    from importls.diagnostic import Diagnostic
    from importls.facts.imports import Import
    from importls.module import Module
    from importls.selection import Selection
    from importls.snapshot import Snapshot

# Whether a file has these words decides about tables, which are not made again.
_DECIDING = Mention.MODULES | Mention.MAIN

# Tables that tell who imports whom, of which a module may have seen a part that is about others.
_ABOUT_IMPORTS = (
    "runtime importers",
    "runtime successors",
    "runs",
    "importers at import time",
    "importers at any time",
)


def update(
    kept: KeptProject, changed: Collection[str], bodies: Collection[str], snapshot: Snapshot, selection: Selection
) -> KeptProject | None:
    """The project after the files with these paths have changed; None where more than their neighbours is concerned.

    `bodies` are files that were read to find out how modules are found, or for another reason than what is in them as
    modules. `snapshot` is one as `later_snapshot` makes it, with `known_facts`.
    """
    edit = _Edit(kept, changed, snapshot)
    if kept.hides_something or not (edit.keeps_its_words() and edit.keeps_names() and edit.keeps_bodies(bodies)):
        return None
    affected = edit.affected()
    edges = edit.edges_of(affected)
    if not edit.keeps_cycles(edges) or edit.hides_outcomes(affected):
        return None
    if not edit.keeps_guess():
        return None
    cycles = edit.simulated_again()
    if any(verdict.cycle.is_early and verdict.outcome.failing for found in cycles.values() for verdict in found):
        return None
    affected |= edit.told(cycles)
    edges |= edit.edges_of(affected.difference(edges))
    edit.seed_tables(selection, affected, cycles)
    results = [check_with_trail(snapshot, selection, edit.path(number), edit.numbers) for number in sorted(affected)]
    return edit.kept_with(results, edges)


def simulates(kept: KeptProject, changed: Collection[str]) -> bool:
    """Whether `update` would simulate cycles, which takes long."""
    numbers = {number for number, file in enumerate(kept.files) if file.path in changed}
    return any(_may_end_otherwise(kept, numbers, outcome) for outcome in kept.outcomes)


def _may_end_otherwise(kept: KeptProject, changed: Collection[int], outcome: KeptOutcome) -> bool:
    """Whether something else may be told of a cycle; what edits would mend a failure depends on all modules."""
    told = (kept.results.get(number, CheckResult()).diagnostics for number in outcome.modules)
    return not outcome.files.isdisjoint(changed) or any(one.rule in FAILING for found in told for one in found)


class _Edit:
    """Questions about one edit. `numbers` are those of all modules by path, `before` the edges that were."""

    def __init__(self, kept: KeptProject, changed: Collection[str], snapshot: Snapshot) -> None:
        self.kept = kept
        self.snapshot = snapshot
        self.numbers = {file.path: number for number, file in enumerate(kept.files)}
        self.changed = frozenset(self.numbers[path] for path in changed)
        self.outcomes = [outcome for outcome in kept.outcomes if _may_end_otherwise(kept, self.changed, outcome)]
        self.before = kept.edges.lists()
        self.targets_before = kept.targets.lists()

    def path(self, number: int) -> str:
        return self.kept.files[number].path

    def facts_before(self, number: int) -> FileFacts:
        return self.kept.facts_of(number)

    def keeps_its_words(self) -> bool:
        """Whether every changed file can be read, and has no words now that decide about others, or had them before."""
        for number in self.changed:
            before, now = self.facts_before(number), self.snapshot.modules[self.path(number)].facts
            if before.unreadable or now.unreadable or (before.mentions | now.mentions) & Mention.MODULES:
                return False
            if (before.mentions ^ now.mentions) & _DECIDING:
                return False
        return True

    def keeps_bodies(self, bodies: Collection[str]) -> bool:
        """Whether every changed file of these had an ordinary body and has one."""
        return all(self._is_ordinary(number) for number in self.changed if self.path(number) in bodies)

    def _is_ordinary(self, number: int) -> bool:
        file = self.kept.files[number]
        if number not in self.kept.ordinary or base_name(file.path) == "setup.py":
            return False  # What a project depends on is read from its `setup.py`.
        return self.snapshot.search.is_ordinary(file, self.snapshot.text(file.path).encode())

    def keeps_names(self) -> bool:
        """Whether no file that has two names is imported by a changed one, and none gets a second one by it."""
        for number in self.changed:
            now = self.targets(number)
            if not self.kept.renamed.isdisjoint({*self.targets_before[number], *now}):
                return False
            if any(names != {self.kept.files[target].name} for target, names in now.items()):
                return False
        return True

    def targets(self, number: int) -> dict[int, set[str]]:
        """The checked modules that the file imports now, each with the names by which it does."""
        found: dict[int, set[str]] = {}
        for imported in self.snapshot.modules[self.path(number)].imports:
            for path, name in imported.targets():
                if path in self.numbers:
                    found.setdefault(self.numbers[path], set()).add(name)
        return found

    def keeps_guess(self) -> bool:
        """Whether the same cycles are guessed as before, none of which failed."""
        guess, modules = self.kept.guess, self.snapshot.modules
        for number in self.changed:
            path = self.path(number)
            if number in guess.others and guess.others[number] != decisive(modules[path].facts, None):
                return False
            if number in guess.read and guess.read[number] != decisive(modules[path].facts, self.snapshot.text(path)):
                return False
        return not any(outcome.is_early and outcome.fails for outcome in self.kept.outcomes)

    def simulated_again(self) -> dict[str, list[Verdict]]:
        """What is to be said now of the cycles for which a changed file was simulated."""
        return verdicts_about(self.snapshot, map(self._cycle, self.outcomes))

    def _cycle(self, outcome: KeptOutcome) -> Cycle:
        paths = list(map(self.path, sorted(outcome.modules)))
        return Cycle((), tuple(paths), is_early=True) if outcome.is_early else cycle_among(self.snapshot, paths, LAYER)

    def told(self, verdicts: Mapping[str, Sequence[Verdict]]) -> frozenset[int]:
        """The modules in which something is told of these cycles, or was before."""
        before = (number for number in self.in_outcomes() if any(map(_is_about_outcomes, self.findings(number))))
        return frozenset(before).union(self.numbers[path] for path in verdicts)

    def hides_outcomes(self, affected: Iterable[int]) -> bool:
        """Whether a comment speaks to importls in a module that is looked at again, and in which a cycle is told of."""
        return any(
            self.facts_before(number).mentions & Mention.IMPORTLS
            and any(map(_is_about_outcomes, self.findings(number)))
            for number in {*affected, *self.in_outcomes()}
        )

    def edges_of(self, modules: Iterable[int]) -> dict[int, list[int]]:
        """The edges of these modules now."""
        return {
            number: numbers_of_edges(self.snapshot.graph.edges[self.path(number)], self.numbers) for number in modules
        }

    def affected(self) -> frozenset[int]:
        """The modules whose findings may be others now, but for those about cycles that are simulated again."""
        looking = {n for n, row in enumerate(self.kept.looked_at_texts.lists()) if not self.changed.isdisjoint(row)}
        for number, row in enumerate(self.kept.looked_at_facts.lists()):
            if not self.changed.isdisjoint(row) and any(self.may_miss(number, other) for other in row):
                looking.add(number)
        paths = {self.path(number) for number in self.changed}
        naming = {
            number
            for number, result in self.kept.results.items()
            if any(related.path in paths for found in result.diagnostics for related in found.related)
        }
        imported = {
            target for number in self.changed for target in (*self.targets_before[number], *self.targets(number))
        }
        asking = imported & self.kept.tables.get("importers", frozenset())
        return self.changed | looking | naming | asking

    def in_outcomes(self) -> frozenset[int]:
        """The modules of the cycles that were simulated again."""
        return frozenset(number for outcome in self.outcomes if not outcome.is_early for number in outcome.modules)

    def findings(self, number: int) -> tuple[Diagnostic, ...]:
        """What was found in a module before."""
        return self.kept.results.get(number, CheckResult()).diagnostics

    def may_miss(self, number: int, changed: int) -> bool:
        """Whether a module that has asked for facts of a changed one may find something else in it now.

        Where nothing is told about a module, all that it wants was there; more names than before do not change that.
        """
        if changed not in self.changed:
            return False
        before, now = self.facts_before(changed), self.snapshot.modules[self.path(changed)].facts
        return (
            number in self.kept.results
            or _stars(before) != _stars(now)
            or not before.quick_names() <= now.quick_names()
        )

    def keeps_cycles(self, edges: Mapping[int, Sequence[int]]) -> bool:
        """Whether findings about cycles stay as they are: no edge in a cycle has changed, and none closes a new one."""
        if all(sorted(self.before[number]) == sorted(row) for number, row in edges.items()):
            tables: tuple[str, ...] = ()
        else:
            tables = _ABOUT_IMPORTS
        if any(not self.kept.tables.get(table, frozenset()) <= edges.keys() for table in tables):
            return False
        return all(self._keeps_cycles_of(rule, edges) for rule in self.kept.cycles)

    def _keeps_cycles_of(self, rule: str, edges: Mapping[int, Sequence[int]]) -> bool:
        cycles, kinds = self.kept.cycles[rule], kinds_of(rule)
        # What is told of a changed module in a cycle that runs is told anew.
        if rule != LAYER and not all(map(self._keeps_its_place, cycles.reported.intersection(edges))):
            return False
        after: list[list[int]] = [*self.before]
        for number, row in edges.items():
            after[number] = list(row)
        for number in edges:
            rows = _followed(self.before[number], kinds), _followed(after[number], kinds)
            old, new = (list(dict.fromkeys(row)) for row in rows)
            component = cycles.components.get(number)
            # In which order a module imports decides which of several ways round is told, and at which import.
            orders = rows if number in cycles.reported else (old, new)
            before, now = ([node for node in row if cycles.components.get(node) == component] for row in orders)
            if component is not None and before != now:
                return False
            added = set(new).difference(old)
            if added and leads_to(lambda node: _followed(after[node], kinds), added, number):
                return False
        return True

    def _keeps_its_place(self, number: int) -> bool:
        """Whether a finding about cycles that names the module can stay, as what it points to is where it was."""
        if number not in self.changed:
            return not self.facts_before(number).mentions & Mention.IMPORTLS
        before, now = self.facts_before(number), self.snapshot.modules[self.path(number)].facts
        is_addressed = bool((before.mentions | now.mentions) & Mention.IMPORTLS)
        return not is_addressed and set(before.imports).issubset(now.imports)

    def seed_tables(
        self, selection: Selection, affected: frozenset[int], verdicts: Mapping[str, Sequence[Verdict]]
    ) -> None:
        """Put in the tables of which no affected module has a part, or which an edit does not change."""
        tables = self.snapshot.tables
        for rule in layers_needed(selection):
            tables["cycles", rule] = {}
        tables[VERDICTS] = verdicts
        tables[EARLY] = EarlyCycles()
        if LAYER in self.kept.cycles:
            components = self.kept.cycles[LAYER].components
            tables[COMPONENTS] = {self.path(number): component for number, component in components.items()}
        tables["speaking of modules"] = tuple(map(self.path, sorted(self.kept.speaking_of_modules)))
        tables["renamed files"] = frozenset(map(self.path, self.kept.renamed))
        tables["stdlib captures"] = {}
        tables["top-level scripts"] = {
            path: module
            for path, module in ((path, self.snapshot.modules[path]) for path in map(self.path, self.kept.scripts))
            if "." not in module.name and not module.file.is_package
        }
        tables["importers"] = _LaterImporters(self)
        if self.kept.second_names.isdisjoint(affected):
            tables["second names"] = {}

    def _with_cycles(self, item: ModuleResult) -> CheckResult:
        """The new result of a module with what was found about cycles before."""
        is_told_anew = item.number in self.in_outcomes()
        cycles = tuple(
            found
            for found in self.findings(item.number)
            if found.rule in LAYERS or _is_about_outcomes(found)
            if not (is_told_anew and _is_about_outcomes(found))
        )
        return CheckResult(cycles + item.result.diagnostics, item.result.silenced)

    def kept_with(self, results: Sequence[ModuleResult], edges: Mapping[int, Sequence[int]]) -> KeptProject:
        """What is kept now, with the new results and edges of the affected modules."""
        facts, rows = list(self.kept.facts), [*self.before]
        looked_at_texts, looked_at_facts = self.kept.looked_at_texts.lists(), self.kept.looked_at_facts.lists()
        kept_results = dict(self.kept.results)
        tables = {table: set(found) for table, found in self.kept.tables.items()}
        for number in self.changed:
            facts[number] = encoded(self.snapshot.modules[self.path(number)].facts)
        for item in results:
            looked_at_texts[item.number] = list(item.texts)
            looked_at_facts[item.number] = list(item.facts)
            rows[item.number] = list(edges[item.number])
            kept_results[item.number] = self._with_cycles(item)
            for table in item.tables:
                tables.setdefault(table, set()).add(item.number)
        targets = [*self.targets_before]
        for number in self.changed:
            targets[number] = numbers_of_targets(self.snapshot.modules[self.path(number)], self.numbers)
        return msgspec.structs.replace(
            self.kept,
            facts=tuple(facts),
            results={number: result for number, result in kept_results.items() if result != CheckResult()},
            edges=Rows.of(rows),
            targets=Rows.of(targets),
            looked_at_texts=Rows.of(looked_at_texts),
            looked_at_facts=Rows.of(looked_at_facts),
            tables={table: frozenset(found) for table, found in tables.items()},
        )


class _LaterImporters(Mapping[str, "list[tuple[Module, Import]]"]):
    """Who imports a module, worked out when it is asked for."""

    def __init__(self, edit: _Edit) -> None:
        self._edit = edit

    def __getitem__(self, path: str) -> list[tuple[Module, Import]]:
        edit = self._edit
        wanted = edit.numbers[path]
        importing = {number for number, row in enumerate(edit.targets_before) if wanted in row} | edit.changed
        modules = [edit.snapshot.modules[edit.path(number)] for number in sorted(importing)]
        return importers_among(edit.snapshot, modules).get(path, [])

    def __iter__(self) -> Iterator[str]:
        return iter(self._edit.numbers)

    def __len__(self) -> int:
        return len(self._edit.numbers)


def _stars(facts: FileFacts) -> list[tuple[str, int]]:
    """The modules that are star-imported, with their dots."""
    return [(statement.module, statement.level) for statement in facts.imports if statement.is_star]


def _is_about_outcomes(diagnostic: Diagnostic) -> bool:
    return diagnostic.rule in RULES


def _followed(row: Iterable[int], kinds: Collection[ImportKind]) -> list[int]:
    """The modules that edges of these kinds lead to."""
    wanted = {KINDS.index(kind) for kind in kinds}
    return [number // len(KINDS) for number in row if number % len(KINDS) in wanted]
