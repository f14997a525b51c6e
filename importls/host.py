"""The process and user that run importls, read once, into plain values."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import msgspec


class Host(msgspec.Struct, frozen=True):
    """The process and user that run importls, as values. `platform` is one of `linux`, `darwin`, `win32`."""

    variables: Mapping[str, str]
    working_directory: str
    home: str
    platform: str


def read_host() -> Host:
    """The values of this process. Raises OSError where its working directory is gone and nobody knows its name."""
    platform = sys.platform if sys.platform in ("darwin", "win32") else "linux"
    return Host(dict(os.environ), _working_directory(), os.path.expanduser("~"), platform)


def _working_directory() -> str:
    """Also of one that was deleted, by the name that the shell gave it: absolute paths can still be worked on."""
    try:
        return os.getcwd()
    except OSError:
        name = os.environ.get("PWD", "")
        if not os.path.isabs(name) or os.path.exists(name):
            raise
        return os.path.normpath(name)
