"""Random choices that are the same on every Python for the same seed; it does not know what is chosen.

`random.Random.random` is the one method whose sequence Python promises not to change.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)

    def chance(self, probability: float) -> bool:
        return self._source.random() < probability

    def below(self, limit: int) -> int:
        return int(self._source.random() * limit)

    def pick(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def weighted(self, options: Sequence[tuple[float, T]]) -> T:
        left = self._source.random() * sum(weight for weight, _ in options)
        for weight, option in options:
            left -= weight
            if left < 0:
                return option
        return options[-1][1]

    def some(self, options: Sequence[T], probability: float) -> list[T]:
        """Each of them with that probability, in their order."""
        return [option for option in options if self.chance(probability)]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        left = list(options)
        return [left.pop(self.below(len(left))) for _ in options]
