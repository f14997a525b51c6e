"""The lightest set that has a member in each of some sets, by branch and bound; it knows no graphs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)
Sets = Sequence[Sequence[int]]


class TooManySteps(Exception):  # noqa: N818 # reason: no error, but the end of an allowance
    """The search was given up."""


class Steps:
    """How much work may still be done."""

    def __init__(self, most: int) -> None:
        self._left = most

    def take(self, number: int) -> None:
        """Count this many steps. Raises TooManySteps where they are more than are left."""
        self._left -= number
        if self._left < 0:
            raise TooManySteps


def lighter_hitting_set(
    sets: Collection[Collection[Item]], weights: Mapping[Item, int], limit: int, steps: Steps
) -> set[Item] | None:
    """A lightest set that meets each of the sets; None where none weighs less than `limit`.

    The order of `weights`, which are positive, breaks ties. Raises TooManySteps after so much work; without a limit
    that may be exponential in the number of items.
    """
    items = list(weights)
    number = {item: index for index, item in enumerate(items)}
    numbered = sorted((sorted(number[item] for item in members) for members in sets), key=len)
    found = _Search(list(weights.values()), steps).lightest(numbered, limit)
    return None if found is None else {items[index] for index in found}


@dataclass(frozen=True, slots=True)
class _Branch:
    """Part of the search: what is chosen, at which weight, what is not to be chosen, and the sets that are not met."""

    chosen: frozenset[int]
    weight: int
    refused: frozenset[int]
    unmet: Sets


@dataclass(frozen=True, slots=True)
class _Search:
    """The weight of each item, and the work that is allowed."""

    weights: Sequence[int]
    steps: Steps

    def lightest(self, sets: Sets, limit: int) -> frozenset[int] | None:
        """Depth first; what does not stay below the lightest set so far is left out."""
        best: frozenset[int] | None = None
        waiting = [_Branch(frozenset(), 0, frozenset(), sets)]
        while waiting:
            branch = waiting.pop()
            self.steps.take(1 + sum(map(len, branch.unmet)))
            if not branch.unmet:
                if branch.weight < limit:
                    best, limit = branch.chosen, branch.weight
                continue
            bounded = self._bounded(branch, limit)
            if bounded is not None:
                waiting += self._children(bounded)
        return best

    def _bounded(self, branch: _Branch, limit: int) -> _Branch | None:
        """The branch with all refused that would make it too heavy; None where nothing is left in it.

        Each unmet set pays for its cheapest member what other sets have not paid yet (dual ascent): what is paid in
        all is at least needed. What is not paid of an item is what choosing it costs beyond that.
        """
        unpaid: dict[int, int] = {}
        room = limit - branch.weight
        open_sets: list[list[int]] = []
        for members in branch.unmet:
            allowed = [item for item in members if item not in branch.refused]
            if not allowed:
                return None
            open_sets.append(allowed)
        open_sets.sort(key=len)
        for allowed in open_sets:
            price = min(unpaid.setdefault(item, self.weights[item]) for item in allowed)
            if price:
                for item in allowed:
                    unpaid[item] -= price
                room -= price
        if room <= 0:
            return None
        refused = branch.refused.union(item for item, rest in unpaid.items() if rest >= room)
        return _Branch(branch.chosen, branch.weight, refused, open_sets)

    def _children(self, branch: _Branch) -> list[_Branch]:
        """Every way to meet one of the smallest unmet sets, the one tried first last: each without those before it."""
        allowed_sets = [[item for item in members if item not in branch.refused] for members in branch.unmet]
        smallest = min(allowed_sets, key=len)
        met = Counter(item for members in allowed_sets for item in members)
        order = sorted(smallest, key=lambda item: (self.weights[item] / met[item], item))
        children: list[_Branch] = []
        refused = branch.refused
        for item in order:
            unmet = [members for members in allowed_sets if item not in members]
            children.append(_Branch(branch.chosen | {item}, branch.weight + self.weights[item], refused, unmet))
            refused |= {item}
        children.reverse()
        return children
