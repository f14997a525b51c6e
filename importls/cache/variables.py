"""The variables of the process as a mapping that remembers what was asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


class RecordedVariables(Mapping[str, str]):
    """`variables`, and the answer to every question, None where a variable is not set."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Starts without answers."""
        self._variables = dict(variables)
        self.answers: dict[str, str | None] = {}

    def __getitem__(self, name: str) -> str:
        """Raises KeyError."""
        self.answers[name] = self._variables.get(name)
        return self._variables[name]

    def __iter__(self) -> Iterator[str]:
        """Who looks at all of them depends on all of them."""
        self.answers.update(self._variables)
        return iter(self._variables)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._variables)
