"""Medians, spreads and ratios of runs; it knows neither tools nor pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """The middle of some numbers, the least and the greatest."""

    middle: float
    least: float
    greatest: float


def spread(numbers: Sequence[float]) -> Spread | None:
    """Median, minimum and maximum; None of nothing."""
    return Spread(median(numbers), min(numbers), max(numbers)) if numbers else None


def ratio(numbers: Sequence[float], base: Sequence[float]) -> Spread | None:
    """The ratio of the medians, with the least and greatest ratio within a round.

    Round by round both ran on the same machine in the same minute, so the spread is that of the noise that is left.
    """
    pairs = [number / other for number, other in zip(numbers, base, strict=False) if other]
    if not pairs or not median(base):
        return None
    middle = median(numbers) / median(base)
    return Spread(middle, min(middle, *pairs), max(middle, *pairs))


def seconds(value: float) -> str:
    """`0.042 s`, `1.23 s`, `45.6 s`, `321 s`."""
    digits = 3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:.{digits}f} s"


def megabytes(value: float) -> str:
    """`312 MB`, of 1,000,000 bytes each."""
    return f"{value / 1e6:,.0f} MB"


def times(value: float) -> str:
    """`0.071 x`, `0.71 x`, `7.1 x`, `71 x`."""
    digits = 3 if value < 0.1 else 2 if value < 1 else 1 if value < 20 else 0
    return f"{value:,.{digits}f} x"
