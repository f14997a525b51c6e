"""The list of all constructs, which the modules beside it fill with `construct`."""

from __future__ import annotations

from collections.abc import Callable

from tests.differential.generated_packages.body import Body, Construct

CONSTRUCTS: list[Construct] = []


def construct(
    weight: float, scopes: str = "mcf", *, since: tuple[int, int] = (3, 8)
) -> Callable[[Callable[[Body], None]], Callable[[Body], None]]:
    """Enters a function that writes a statement. `scopes` has the letters of module, class and function."""

    def enter(write: Callable[[Body], None]) -> Callable[[Body], None]:
        CONSTRUCTS.append(Construct(write.__name__, weight, scopes, since, write))
        return write

    return enter
