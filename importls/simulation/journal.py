"""Namespaces whose changes can be taken back or joined; knows nothing of what is in them.

Everything that simulated code can change is in a `Namespace` or an attribute that is set through the journal. So an
entry point can be simulated on top of another and taken back, and of code that may or may not run both outcomes can be
joined.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
"""No value at all: the name is not bound."""


class Namespace(dict[Hashable, Any]):
    """Names and their values; `born` is the length of the journal when it was made.

    `cells` are the names that the variables of a function may have: what is defined in it means those, bound or not.
    """

    __slots__ = ("born", "cells")

    def __init__(self, born: int = 0) -> None:
        """An empty one."""
        super().__init__()
        self.born = born
        self.cells: frozenset[str] = frozenset()

    def __hash__(self) -> int:  # type: ignore[override] # reason: a dict has none, but this one is its identity
        """By identity: a namespace changes."""
        return id(self)

    def __eq__(self, other: object) -> bool:
        """By identity."""
        return self is other

    def __ne__(self, other: object) -> bool:
        """By identity."""
        return self is not other


@dataclass(frozen=True, slots=True)
class Write:
    """One change of a branch: the place, what was there before the branch, and what is there after it."""

    target: Any
    key: Hashable
    before: Any
    after: Any


_BIRTH: Final = (Namespace(), MISSING, MISSING)
"""An entry that changes nothing, so that what is made between two marks can be told from what was there before."""


class Journal:
    """Every change of simulated state, in order."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._entries: list[tuple[Any, Hashable, Any]] = []

    def mark(self) -> int:
        """The moment now, to which `undo` can return."""
        return len(self._entries)

    def new(self) -> Namespace:
        """An empty namespace that knows since when it exists."""
        return Namespace(self.birth())

    def birth(self) -> int:
        """The moment now for something that begins to exist: behind every earlier mark, not behind any later one."""
        self._entries.append(_BIRTH)
        return len(self._entries)

    def bind(self, namespace: Namespace, key: Hashable, value: object) -> None:
        """Give a name a value."""
        self._entries.append((namespace, key, namespace.get(key, MISSING)))
        namespace[key] = value

    def unbind(self, namespace: Namespace, key: Hashable) -> None:
        """Delete a name, which need not be bound."""
        if key in namespace:
            self._entries.append((namespace, key, namespace[key]))
            del namespace[key]

    def assign(self, target: Any, attribute: str, value: object) -> None:
        """Set an attribute of one of the simulator's own values."""
        self._entries.append((target, attribute, getattr(target, attribute)))
        setattr(target, attribute, value)

    def undo(self, mark: int) -> None:
        """Take back everything since `mark`."""
        while len(self._entries) > mark:
            target, key, old = self._entries.pop()
            _restore(target, key, old)

    def take_back(self, mark: int, keep: Namespace | None = None) -> dict[tuple[int, Hashable], Write]:
        """Put back what a branch changed since `mark` of what existed then, and say what it was.

        The namespace `keep` is left as it is.
        """
        writes: dict[tuple[int, Hashable], Write] = {}
        for target, key, old in self._entries[mark:]:
            place = id(target), key
            if key is not MISSING and target.born <= mark and target is not keep and place not in writes:
                writes[place] = Write(target, key, old, _current(target, key))
        for write in writes.values():
            self.restore(write.target, write.key, write.before)
        return writes

    def restore(self, target: Any, key: Hashable, value: object) -> None:
        """Put a value back into its place, MISSING for none; this is a change like any other."""
        if not isinstance(target, Namespace):
            self.assign(target, str(key), value)
        elif value is MISSING:
            self.unbind(target, key)
        else:
            self.bind(target, key, value)


def _current(target: Any, key: Hashable) -> object:
    return target.get(key, MISSING) if isinstance(target, Namespace) else getattr(target, str(key))


def _restore(target: Any, key: Hashable, old: object) -> None:
    if not isinstance(target, Namespace):
        setattr(target, str(key), old)
    elif old is MISSING:
        target.pop(key, None)
    else:
        target[key] = old
