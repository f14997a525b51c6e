"""The document that `importls env --format json` prints, as structs that its JSON Schema is made from."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct


class Entry(Struct, frozen=True):
    """One entry of the search path; `detail` is the file that brought it in, where there is one."""

    path: str
    source: str
    detail: str | None


class EditableInstall(Struct, frozen=True):
    """A project that is imported from its own `location`, by way of these files in site-packages.

    A finder that belongs to no installed distribution has neither `name` nor `location`.
    """

    name: str | None
    location: str | None
    files: list[str]


class EnvDocument(Struct, frozen=True):
    """What is chosen and why; `problems` are sentences."""

    schema_version: Literal[1]
    importls_version: str
    version: Annotated[str, Meta(pattern=r"^\d+\.\d+$")]
    platform: str
    prefix: str | None
    base_prefix: str | None
    executable: str | None
    chosen_because: str
    configuration: str | None
    sys_path: list[Entry]
    editable_installs: list[EditableInstall]
    roots: list[str]
    problems: list[str]
