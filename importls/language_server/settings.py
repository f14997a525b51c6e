"""What users set in their editor, parsed once; it stands above the files of configuration as the command line does."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Literal

import msgspec

SECTION = "importls"

_log = logging.getLogger(__name__)


class Settings(msgspec.Struct, frozen=True, rename="camel"):
    """The section `importls`; None and empty mean: not said.

    `diagnostic_mode` says of which files findings are told: of all in the workspace, of those that are open, of none.
    """

    python: str | None = None
    python_version: str | None = None
    python_platform: str | None = None
    config: str | None = None
    roots: tuple[str, ...] = ()
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    error: tuple[str, ...] = ()
    warn: tuple[str, ...] = ()
    diagnostic_mode: Literal["workspace", "openFilesOnly", "off"] = "workspace"
    log_level: Literal["error", "warning", "info", "debug"] = "warning"


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
