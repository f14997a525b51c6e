"""Options that several commands share; what those about the target come to is said in `target_options`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from importls.cache.folder import NAME
from importls.cli.console import COLOR_CHOICES, Console
from importls.cli.parser import Parser, one_of, path


def add_target_options(parser: Parser) -> None:
    """The options by which every command finds its target."""
    group = parser.add_argument_group("target interpreter and search path")
    group.add_argument(
        "--python", metavar="PATH", type=path, help="a venv folder, an interpreter or a prefix; never executed"
    )
    group.add_argument("--python-version", metavar="X.Y", help="the version to assume, for example 3.12")
    group.add_argument("--python-platform", metavar="NAME", help="linux, darwin or win32")
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


def add_cache_options(parser: Parser) -> None:
    """The options about what is kept for the next run."""
    group = parser.add_argument_group("cache")
    group.add_argument("--no-cache", action="store_true", help="neither use nor keep anything of other runs")
    group.add_argument(
        "--cache-dir", metavar="DIR", type=path, help=f"where it is kept (default: {NAME} in the working directory)"
    )


def console(namespace: argparse.Namespace, variables: Mapping[str, str]) -> Console:
    """The value of `add_output_options`."""
    return Console(namespace.color, namespace.quiet, namespace.verbose, variables)
