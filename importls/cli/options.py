"""Options that several commands share, and what they come to as values."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

from importls.cli.console import COLOR_CHOICES, Console
from importls.cli.failure import Failure
from importls.cli.parser import Parser, one_of, path
from importls.configuration import KNOWN_VERSIONS, PLATFORMS, parse_version
from resolver.environment.startup import Flags, parse_flags


@dataclass(frozen=True, slots=True)
class TargetOptions:
    """What the command line says about the target; paths as written. None and empty mean: not said.

    `flags` are those that the target interpreter would be started with, `script_directory` the first entry of its
    `sys.path`.
    """

    python: str | None
    version: tuple[int, int] | None
    platform: str | None
    sys_path: tuple[str, ...] | None
    pythonpath: tuple[str, ...]
    roots: tuple[str, ...]
    config: str | None
    isolated: bool
    flags: Flags = field(default_factory=Flags)
    script_directory: str | None = None


def add_target_options(parser: Parser) -> None:
    """The options by which every command finds its target."""
    group = parser.add_argument_group("target interpreter and search path")
    group.add_argument(
        "--python", metavar="PATH", type=path, help="a venv folder, an interpreter or a prefix; never executed"
    )
    group.add_argument("--python-version", metavar="X.Y", help="the version to assume, for example 3.12")
    group.add_argument(
        "--python-platform", metavar="NAME", type=one_of("platform", PLATFORMS), help="linux, darwin or win32"
    )
    group.add_argument(
        "--sys-path", metavar="DIR", action="append", help="exactly these entries and nothing else (repeatable)"
    )
    group.add_argument(
        "--pythonpath", metavar="DIR", action="append", default=[], help="as an entry of PYTHONPATH (repeatable)"
    )
    group.add_argument(
        "--root", metavar="DIR", type=path, action="append", default=[], help="a first-party root (repeatable)"
    )
    group.add_argument("--config", metavar="FILE", type=path, help="this configuration file instead of the nearest one")
    group.add_argument("--isolated", action="store_true", help="no configuration file")


def add_start_options(parser: Parser) -> None:
    """The options that say how the target interpreter would be started."""
    group = parser.add_argument_group("how the target interpreter would be started")
    group.add_argument("--flags", metavar="FLAGS", default="", help='its flags, for example "-I -S"')
    group.add_argument("--script-dir", metavar="DIR", help="the first entry of sys.path; '' is the working directory")


def add_output_options(parser: Parser) -> None:
    """The options about colours and words."""
    group = parser.add_argument_group("output")
    group.add_argument(
        "--color",
        metavar="WHEN",
        type=one_of("colour choice", COLOR_CHOICES),
        default="auto",
        help="auto, always, never",
    )
    group.add_argument("-q", "--quiet", action="store_true", help="nothing but results and errors")
    group.add_argument("-v", "--verbose", action="store_true", help="more about what was chosen; tracebacks of bugs")


def target_options(namespace: argparse.Namespace) -> TargetOptions:
    """The values of `add_target_options` and, where the command has them, `add_start_options`."""
    return TargetOptions(
        python=namespace.python,
        version=_version(namespace.python_version),
        platform=namespace.python_platform,
        sys_path=None if namespace.sys_path is None else tuple(namespace.sys_path),
        pythonpath=tuple(namespace.pythonpath),
        roots=tuple(namespace.root),
        config=namespace.config,
        isolated=namespace.isolated,
        flags=_flags(getattr(namespace, "flags", "")),
        script_directory=getattr(namespace, "script_dir", None),
    )


def console(namespace: argparse.Namespace, variables: Mapping[str, str]) -> Console:
    """The value of `add_output_options`."""
    return Console(namespace.color, namespace.quiet, namespace.verbose, variables)


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
