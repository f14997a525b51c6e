"""An exception of simulated code: what it is, where it is raised and how the import got there. It decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from importls.simulation.values import Instance


class ErrorKind(StrEnum):
    """What goes wrong, in the words of the JSON output."""

    PARTIAL_IMPORT = "partial_import"
    """`from m import x` while `m` is not yet finished."""
    PARTIAL_ATTRIBUTE = "partial_attr"
    """`m.x` while `m` is not yet finished."""
    MISSING_NAME = "missing_name"
    """`from m import x` of a finished module that has no `x`."""
    MISSING_ATTRIBUTE = "missing_attr"
    """`m.x` of a finished module, or of a class or object, that has no `x`."""
    MODULE_NOT_FOUND = "module_not_found"
    NAME_ERROR = "name_error"
    RELATIVE_IMPORT = "relative_import"
    TYPE_ERROR = "type_error"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Link:
    """One step of an import that led to another: in this line of the file, `module` was imported."""

    path: str
    line: int
    module: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception. `name` is what is missing; `path` is None outside of files.

    `line` counts from 1, `column` from 0, in UTF-8 bytes.
    """

    kind: ErrorKind
    exception: str
    message: str
    name: str | None
    path: str | None
    line: int
    column: int
    module: str
    """The module in whose code it is raised."""
    source: str | None
    """The module that lacks the name."""
    chain: tuple[Link, ...]
    is_certain: bool = True
    """Whether it is surely this that is raised: nothing before could not be followed, nor is it one of several."""
    file: str | None = None
    """The file that the message names, as it stands there."""
    is_check: bool = False
    """Whether it is raised by `assert`, or by `raise` in a function: a program's own checks are taken to pass."""

    @property
    def target(self) -> str | None:
        """The dotted name of what is missing, as far as it is known."""
        return ".".join(filter(None, (self.source, self.name))) or None

    @property
    def place(self) -> tuple[str, int, int, str]:
        """Where it is raised and what it says, which is the same whatever was imported first."""
        return self.path or "", self.line, self.column, self.message

    def told(self, shown: Callable[[str], str]) -> str:
        """The message for people; `shown` is how paths are written."""
        return self.message if self.file is None else self.message.replace(self.file, shown(self.file))


class Raised(Exception):  # noqa: N818 # reason: control flow; simulated code has raised
    """Simulated code raises `value`, an exception object."""

    def __init__(self, failure: Failure, value: Instance) -> None:
        """Both are kept: the object for handlers, the failure for people."""
        super().__init__(failure.message)
        self.failure = failure
        self.value = value
        value.raised = failure

    @property
    def is_import_error(self) -> bool:
        """Whether handlers of ImportError catch it."""
        return any(cls.name == "ImportError" for cls in self.value.cls.mro)


class OutOfSteps(Exception):  # noqa: N818 # reason: control flow; the bound on the work has been reached
    """The simulation has taken as many steps as it may."""


class CallTooLong(Exception):  # noqa: N818 # reason: control flow; a call of library code is not followed any further
    """A function of code that nobody checks takes more steps than it is worth."""
