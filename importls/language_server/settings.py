"""What users set in their editor, parsed once; it stands above the files of configuration as the command line does."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from importls.configuration_table import (
    Error,
    Ignore,
    Python,
    PythonPlatform,
    PythonVersion,
    Roots,
    Select,
    Warn,
)

SECTION = "importls"

_log = logging.getLogger(__name__)


class Settings(msgspec.Struct, frozen=True, rename="camel"):
    """The section `importls`; None and empty mean: not said."""

    python: Python = None
    python_version: PythonVersion = None
    python_platform: PythonPlatform = None
    config: Annotated[
        str | None, Meta(description="The configuration file to use instead of the nearest `pyproject.toml`.")
    ] = None
    roots: Roots = ()
    select: Select = None
    ignore: Ignore = ()
    error: Error = ()
    warn: Warn = ()
    diagnostic_mode: Annotated[
        Literal["workspace", "openFilesOnly", "off"],
        Meta(description="The files of which findings are told: all in the workspace, those that are open, or none."),
    ] = "workspace"
    log_level: Annotated[
        Literal["error", "warning", "info", "debug"], Meta(description="How much the server writes to its log.")
    ] = "warning"


_TYPES = {field.encode_name: field.type for field in msgspec.structs.fields(Settings)}


def read_settings(raw: object, default: Settings) -> Settings:
    """The settings in a section as a client sends it; what is unknown or mistaken is logged and left as it was."""
    if isinstance(raw, Mapping) and isinstance(raw.get(SECTION), Mapping):
        raw = raw[SECTION]
    if not isinstance(raw, Mapping):
        return default
    usable = {key: value for key, value in raw.items() if value is not None and _is_usable(key, value)}
    return msgspec.convert({**msgspec.to_builtins(default), **usable}, Settings)


def _is_usable(key: str, value: Any) -> bool:
    if key not in _TYPES:
        return False
    try:
        msgspec.convert(value, _TYPES[key])
    except msgspec.ValidationError as error:
        _log.warning("the setting `%s.%s` is mistaken: %s", SECTION, key, error)
        return False
    return True
