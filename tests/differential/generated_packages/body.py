"""The body of a module, class or function while it is written: its lines, and what it can refer to so far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tests.differential.generated_packages.draw import Draw
from tests.differential.generated_packages.plan import Export, Module, Plan

CALLABLE = {"function", "class", "decorator", "decorator_factory", "wrapper", "metaclass", "generator", "coroutine"}


@dataclass(frozen=True)
class Reference:
    """An expression for something of a kind. `kind` is that of an Export, or "module"."""

    expression: str
    kind: str
    rank: int = -1


@dataclass(frozen=True)
class Construct:
    """One way to write a statement. `scopes` are the bodies that may have it: of modules, classes or functions."""

    name: str
    weight: float
    scopes: str
    since: tuple[int, int]
    write: Callable[[Body], None]


class Impossible(Exception):  # noqa: N818 # reason: no error but a dead end of the drawing
    """There is nothing that the construct could refer to."""


@dataclass
class Body:
    draw: Draw
    plan: Plan
    module: Module
    constructs: Sequence[Construct]
    used: Counter[str]
    scope: str = "module"
    # In a body that runs in a call, the rank below which it may call; else above all.
    rank: int = 1 << 30
    depth: int = 0
    guarded: bool = False
    # What an early return gives back; None where there is none that fits.
    result: str | None = None
    lines: list[str] = field(default_factory=list)
    known: list[Reference] = field(default_factory=list)
    # What functions see of the module around them.
    globals: list[Reference] = field(default_factory=list)
    counter: list[int] = field(default_factory=lambda: [0])

    def add(self, *lines: str) -> None:
        self.lines += lines

    def block(self, header: str, inner: Body) -> None:
        self.add(header, *("    " + line for line in inner.lines or ["pass"]))

    def inner(self) -> Body:
        """A block in this body: what it binds is bound here, for all that this body knows."""
        return replace(self, depth=self.depth + 1, lines=[])

    def branch(self) -> Body:
        """A block that may not run: what it binds is not counted on."""
        return replace(self.inner(), known=list(self.known))

    def tried(self) -> Body:
        """The block of a `try`."""
        return replace(self.inner(), guarded=True)

    def class_body(self) -> Body:
        return replace(self.branch(), scope="class")

    def function_body(self, rank: int) -> Body:
        """It sees the module as it is when the call is made: names that are bound further down too."""
        own = [Reference(export.name, export.kind, export.rank) for export in self.module.exports]
        known = [*self.globals, *self.draw.some(own, 0.15)]
        return replace(
            self.inner(), scope="function", rank=min(rank, self.rank), known=known, guarded=False, result="None"
        )

    def learn(self, reference: Reference) -> Reference:
        self.known.append(reference)
        return reference

    def learn_export(self, export: Export) -> Reference:
        """The export by its own name."""
        return self.learn(Reference(export.name, export.kind, export.rank))

    def fresh(self, word: str) -> str:
        """A name that nothing else in the module has."""
        self.counter[0] += 1
        return f"{word}_{self.counter[0]}"

    def may_use(self, kind: str, rank: int) -> bool:
        return kind not in CALLABLE or rank < self.rank

    def known_of(self, *kinds: str) -> Reference | None:
        found = [known for known in self.known if known.kind in kinds and self.may_use(known.kind, known.rank)]
        return self.draw.pick(found) if found else None

    def target_of(self, *kinds: str) -> tuple[Module, Export]:
        """A promise of another module."""
        found = [
            (module, export)
            for module in self._in_sight()
            for export in self.plan.offers(module)
            if export.kind in kinds and self.may_use(export.kind, export.rank)
        ]
        if not found:
            raise Impossible
        return self.draw.pick(found)

    def other_module(self) -> Module:
        found = self._in_sight()
        if not found:
            raise Impossible
        return self.draw.pick(found)

    def _in_sight(self) -> list[Module]:
        """The modules of lower levels; of all levels where disorder or a later call makes it plausible."""
        disorder = {"module": 1.0, "class": 1.0, "function": 3.0, "typing": 20.0}[self.scope] * self.plan.disorder
        upwards = self.draw.chance(2 * disorder if self.guarded else disorder)
        others = [module for module in self.plan.modules if module is not self.module]
        return others if upwards else [module for module in others if module.level < self.module.level]

    def risk(self) -> None:
        """Called before what fails: most of it stands where it is caught or seldom runs."""
        if not self.guarded and not self.draw.chance(0.2 if self.scope == "function" else 0.03):
            raise Impossible

    def statement(self) -> None:
        """Writes one of the constructs that may stand here."""
        options = [
            (construct.weight, construct)
            for construct in self.constructs
            if self.scope[0] in construct.scopes and self.plan.version >= construct.since
        ]
        construct = self.draw.weighted(options)
        written, learned = len(self.lines), len(self.known)
        try:
            construct.write(self)
        except Impossible:
            del self.lines[written:], self.known[learned:]
        else:
            self.used[construct.name] += 1

    def statements(self, most: int) -> None:
        for _ in range(1 + self.draw.below(most)):
            self.statement()
