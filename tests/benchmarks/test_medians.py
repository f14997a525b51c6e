"""Medians, spreads and ratios of made-up numbers."""

import pytest

from benchmarks.medians import Spread, megabytes, ratio, seconds, spread, times


def test_a_spread_is_median_least_and_greatest():
    assert spread([3.0, 1.0, 8.0]) == Spread(3.0, 1.0, 8.0)


def test_nothing_has_no_spread():
    assert spread([]) is None
    assert ratio([], [1.0]) is None
    assert ratio([1.0], []) is None


def test_a_ratio_is_that_of_medians_and_spreads_within_rounds():
    assert ratio([1.0, 2.0, 3.0], [2.0, 2.0, 4.0]) == Spread(1.0, 0.5, 1.0)


def test_rounds_that_only_one_of_both_had_do_not_spread():
    assert ratio([1.0, 1.0, 100.0], [2.0, 2.0]) == Spread(0.5, 0.5, 0.5)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        (seconds(0.0421), "0.042 s"),
        (seconds(45.61), "45.6 s"),
        (seconds(321.4), "321 s"),
        (times(0.0712), "0.071 x"),
        (times(0.71), "0.71 x"),
        (times(1234.5), "1,234 x"),
        (megabytes(1_499_600_000), "1,500 MB"),
    ],
)
def test_numbers_are_shown_with_the_digits_that_matter(shown, text):
    assert shown == text
