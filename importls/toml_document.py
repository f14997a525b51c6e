"""TOML in bytes parsed without ever raising; it knows nothing of what a document is about."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TomlProblem:
    """Why bytes are no TOML, as what is said of a file: `is not valid TOML: …`; the line counts from 1."""

    line: int
    message: str


def toml_document(data: bytes) -> dict[str, Any] | TomlProblem:
    """The document, or the first thing that is wrong with it. A byte order mark is overlooked."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return TomlProblem(line, "is not encoded in UTF-8, which TOML requires")
    try:
        return tomllib.loads(text)
    except RecursionError:
        return TomlProblem(1, "is not valid TOML: Nested too deeply")
    except ValueError as error:  # Beside TOMLDecodeError, that of a number with more digits than `int` reads.
        return _problem(text, str(error))


def _problem(text: str, message: str) -> TomlProblem:
    """The message of tomllib, its position in our words."""
    match = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    if match is None:
        return TomlProblem(1, f"is not valid TOML: {message}")
    line = int(match[1]) if match[1] else max(1, len(text.rstrip("\n").split("\n")))
    return TomlProblem(line, f"is not valid TOML: {message[: match.start()]}")
