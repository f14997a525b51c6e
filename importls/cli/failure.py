"""A command that cannot do its work for a reason that the user can mend: exit status 2."""

from __future__ import annotations

from collections.abc import Iterable


class Failure(Exception):  # noqa: N818 # reason: no bug of importls, but wrong usage, configuration or input
    """Each of the `messages` says what is wrong, `hint` what to do about it."""

    def __init__(self, message: str, hint: str | None = None, *, further: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.messages = (message, *further)
        self.hint = hint

    @classmethod
    def unknown(cls, what: str, word: str, known: Iterable[str]) -> Failure:
        """A word that is none of the known ones, with the nearest of them as hint."""
        from importls.did_you_mean import hint  # noqa: PLC0415 # reason: `difflib` is needed on failure only

        known = list(known)
        return cls(f"unknown {what} `{word}`", hint(word, known) or f"known are: {', '.join(known)}")
