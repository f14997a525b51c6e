"""A body as it was recorded, made ready to be gone through again and again; it knows no interpreter."""

from __future__ import annotations

from bisect import bisect_right
from math import inf

from importls.simulation.recording import UNBOUND, Act, Event, Print, Program


class Body:
    """One way in which the body of a module runs."""

    __slots__ = ("events", "jumps", "program")

    def __init__(self, program: Program) -> None:
        """Work out what can be jumped over."""
        self.program = program
        self.events = program.events
        self.jumps = _jumps(program.events)

    def targets(self) -> set[str]:
        """The modules that it asks for, and those that it may mean by names of packages."""
        asked = {event.module for event in self.events}
        return asked | {f"{event.module}.{event.name}" for event in self.events if event.act is Act.FROM}

    def is_same(self, program: Program) -> bool:
        """Whether the other one was told the same; it has done the same then."""
        return self.events == program.events and self.program.failure == program.failure

    @property
    def is_plain(self) -> bool:
        """Whether it does not fail, and only imports and looks up names."""
        acts = all(event.act in _HARMLESS and not (event.act is Act.IMPORT and event.expected) for event in self.events)
        return acts and self.program.failure is None and not self.program.swallowed

    def is_open(self, at: float) -> bool:
        """Whether before its event of that number the module has names that cannot be told."""
        return self.program.open_since <= at

    def bound(self, name: str, at: float) -> tuple[int, Print] | None:
        """What the body itself has bound to a name last before its event of that number, and when."""
        binds = self.program.binds.get(name, ())
        index = bisect_right(binds, at, key=_when)
        return binds[index - 1] if index else None


_HARMLESS = (Act.IMPORT, Act.READ, Act.FROM, Act.NOTHING)


def _when(bind: tuple[int, Print]) -> int:
    return bind[0]


class Jump:
    """Events that follow each other and only ask what is in one module; most find it complete.

    Where it `is_import`, it is enough that the module has been started.
    """

    __slots__ = ("behind", "expected", "is_import", "known", "module", "names")

    def __init__(self, module: str, behind: int, reads: list[Event], *, is_import: bool = False) -> None:
        self.module = module
        self.is_import = is_import
        self.behind = behind
        self.expected = [(event.name, event.expected) for event in reads]
        self.names = frozenset(event.name for event in reads)
        self.known: dict[int, bool] = {}

    def is_open(self, body: Body, others: dict[str, dict[str, tuple[float, Print]]]) -> bool:
        """Whether the complete module has all that is expected, and nobody else has bound one of the names."""
        agrees = self.known.get(id(body))
        if agrees is None:
            agrees = self.known[id(body)] = all(_last(body, name) == expected for name, expected in self.expected)
        return agrees and (self.module not in others or self.names.isdisjoint(others[self.module]))


def _last(body: Body, name: str) -> Print:
    bound = body.bound(name, inf)
    return UNBOUND if bound is None else bound[1]


def _jumps(events: list[Event]) -> list[Jump | None]:
    """For each event the jump over it and those behind it, where there is one."""
    jumps: list[Jump | None] = []
    for at, event in enumerate(events):
        child = f"{event.module}.{event.name}"
        if succeeds(event):
            jumps.append(Jump(event.module, at + 1, [], is_import=True))
        elif event.act in (Act.READ, Act.FROM) and event.expected == ("module", child):
            # `from` takes a submodule that is half done out of `sys.modules`.
            jumps.append(Jump(child, at + 1, [], is_import=event.act is Act.FROM))
        elif event.act in (Act.READ, Act.FROM) and (at == 0 or not _asks_the_same(events[at - 1], event)):
            behind = at + 1
            while behind < len(events) and _asks_the_same(events[behind], event):
                behind += 1
            jumps.append(Jump(event.module, behind, events[at:behind]))
        else:
            jumps.append(None)
    return jumps


def succeeds(event: Event) -> bool:
    """Whether it is an import that raises nothing."""
    return event.act is Act.IMPORT and not event.expected


def _asks_the_same(event: Event, other: Event) -> bool:
    names = event.act in (Act.READ, Act.FROM) and other.act in (Act.READ, Act.FROM)
    child = "module", f"{event.module}.{event.name}"
    return names and event.module == other.module and child not in (event.expected, other.expected)
