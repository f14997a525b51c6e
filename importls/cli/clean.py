"""`importls clean`: removes what earlier runs have kept."""

from __future__ import annotations

import os
from collections.abc import Sequence

from importls.cache.folder import NAME, remove
from importls.cli.failure import Failure
from importls.cli.inputs import absolute_path
from importls.cli.options import add_output_options, console
from importls.cli.parser import Parser, path
from importls.cli.this_process import this_host
from importls.report import shown_path

_EXAMPLES = """
examples:
  importls clean
  importls clean --cache-dir ~/.cache/importls
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit status."""
    namespace = _parser().read(arguments)
    host = this_host()
    named = namespace.cache_dir
    folder = os.path.join(host.working_directory, NAME) if named is None else absolute_path(host, named)
    shown = shown_path(folder, host.working_directory)
    removed = remove(folder)
    if removed is False and os.path.exists(os.path.join(folder, "CACHEDIR.TAG")):
        raise Failure(f"{shown} cannot be removed")
    if removed is False:
        raise Failure(f"{shown} is no cache of importls, so it is left alone", "name another one with --cache-dir")
    told = f"importls: removed {shown}" if removed else f"importls: there is no cache at {shown}"
    console(namespace, host.variables).note(told)
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="importls clean",
        usage="importls clean [OPTION]…",
        description="Remove what earlier runs have kept to be faster. The next check does all the work again.",
        epilog=_EXAMPLES,
    )
    parser.add_argument(
        "--cache-dir", metavar="DIR", type=path, help=f"where it is (default: {NAME} in the working directory)"
    )
    add_output_options(parser)
    return parser
