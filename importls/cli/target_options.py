"""What the options of the command line about the target come to as values."""

from __future__ import annotations

import argparse
import shlex

from importls.cli.failure import Failure
from importls.cli.parser import one_of
from importls.configuration import KNOWN_VERSIONS, PLATFORMS, parse_version
from importls.target_options import TargetOptions
from resolver.environment.startup import Flags, parse_flags


def target_options(namespace: argparse.Namespace) -> TargetOptions:
    """The values of `add_target_options` and, where the command has them, `add_start_options`. Raises Failure."""
    return TargetOptions(
        python=namespace.python,
        version=_version(namespace.python_version),
        platform=namespace.python_platform and one_of("platform", PLATFORMS)(namespace.python_platform),
        sys_path=None if namespace.sys_path is None else tuple(namespace.sys_path),
        pythonpath=tuple(namespace.pythonpath),
        roots=tuple(namespace.root),
        config=namespace.config,
        isolated=namespace.isolated,
        flags=_flags(getattr(namespace, "flags", "")),
        script_directory=getattr(namespace, "script_dir", None),
    )


def _version(text: str | None) -> tuple[int, int] | None:
    version = None if text is None else parse_version(text)
    if text is not None and version is None:
        raise Failure(f"--python-version must be {KNOWN_VERSIONS}, not `{text}`")
    return version


def _flags(text: str) -> Flags:
    """The words as a shell would split them, read as the interpreter would read them."""
    try:
        words = shlex.split(text)
    except ValueError:
        # A quotation mark that is not closed is part of a word that is no flag.
        words = text.split()
    flags = parse_flags(words)
    if isinstance(flags, str):
        raise Failure(f"--flags holds {flags}", 'for example: --flags "-I -S"')
    return flags
