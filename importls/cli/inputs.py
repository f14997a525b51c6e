"""What a check is told to look at beside the paths of the command line: standard input, and lists of paths."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from importls.cli import streams
from importls.cli.failure import Failure
from resolver.paths import absolute

if TYPE_CHECKING:
    from importls.host import Host


def standard_input(namespace: argparse.Namespace, host: Host) -> dict[str, bytes]:
    """Standard input as the content of `--stdin-filename`, which `-` stands for."""
    if namespace.stdin_filename is None:
        if "-" in namespace.paths:
            raise Failure("`-` needs --stdin-filename FILE, which says where the source belongs")
        return {}
    if namespace.paths != ["-"] or namespace.files_from is not None:
        raise Failure("--stdin-filename is used with `-` and no other path")
    path = absolute_path(host, namespace.stdin_filename)
    if os.path.isdir(path):
        raise Failure(f"--stdin-filename names a file, and {namespace.stdin_filename} is a folder")
    return {path: streams.read_input()}


def listed_paths(file: str | None) -> list[str]:
    """The paths in the file of `--files-from`, one a line. Raises Failure where it cannot be read."""
    if file is None:
        return []
    if file == "-":
        return _paths_in(streams.input_lines())
    if os.path.exists(file) and not os.path.isfile(file):
        raise Failure(f"{file} cannot be read: it is no regular file", "standard input can be: --files-from -")
    try:
        with open(file, encoding="utf-8-sig", errors="surrogateescape") as lines:
            return _paths_in(lines)
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}") from None


def _paths_in(lines: Iterable[str]) -> list[str]:
    return [line.rstrip("\r\n") for line in lines if line.strip()]


def absolute_path(host: Host, path: str) -> str:
    """The path as counted from the working directory."""
    return absolute("\\" if host.platform == "win32" else "/", host.working_directory, path)
