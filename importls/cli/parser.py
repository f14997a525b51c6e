"""argparse with errors in importls' words: one line, and what was probably meant."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NoReturn

from importls.cli import streams
from importls.cli.failure import Failure

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


class Parser(argparse.ArgumentParser):
    """A parser that raises `Failure` instead of ending the process, and takes no abbreviated options."""

    def __init__(self, *, prog: str, usage: str, description: str, epilog: str) -> None:
        super().__init__(
            prog=prog,
            usage=usage,
            description=description,
            epilog=epilog,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """The parsed arguments. Raises Failure, with the nearest known option for an unknown one."""
        namespace, rest = self.parse_known_intermixed_args(_with_flags_joined(arguments))
        if rest:
            option = rest[0].partition("=")[0]
            if option.startswith("-"):
                raise Failure.unknown("option", option, (name for name in self._option_string_actions))
            raise Failure(f"unexpected argument `{rest[0]}`", self.format_usage().strip())
        return namespace

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Help and version, which argparse would drop in silence where they cannot be written."""
        if file is sys.stdout:
            streams.write((message,))
        else:
            super()._print_message(message, file)

    def error(self, message: str) -> NoReturn:
        """Argparse's own complaints, such as a missing value."""
        raise Failure(message, f"`{self.prog} --help` lists the options")


def _with_flags_joined(arguments: Sequence[str]) -> list[str]:
    """`--flags -I` as `--flags=-I`: argparse takes a value that begins with a dash for an option."""
    joined: list[str] = []
    for argument in arguments:
        if joined and joined[-1] == "--flags":
            joined[-1] = f"--flags={argument}"
        else:
            joined.append(argument)
    return joined


def one_of(what: str, known: Iterable[str]) -> Callable[[str], str]:
    """A type for an argument that must be one of the known words."""
    words = tuple(known)

    def convert(text: str) -> str:
        if text not in words:
            raise Failure.unknown(what, text, words)
        return text

    return convert


def path(text: str) -> str:
    """A type for an argument that names a file or folder, which nothing does not."""
    if not text:
        raise Failure("an empty path names no file or folder")
    return text
