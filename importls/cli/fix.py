"""`importls fix`: makes the fixes of all findings in the given files and folders."""

from __future__ import annotations

from collections.abc import Sequence

from importls.cli.check import CheckCommand
from importls.cli.check_options import add_fix_options, add_rule_options, check_options
from importls.cli.fixing import fix
from importls.cli.options import add_cache_options, add_output_options, add_target_options, console
from importls.cli.parser import Parser, path
from importls.cli.this_process import this_host

_EXAMPLES = """
Safe fixes cannot change what working code does: --unsafe makes the others too. Formatting and comments stay. After each
round everything is checked again, and what would bring a new error is not made; files are written in the end, all of
them or none.

exit status:
  0  the fixes were made, or there was nothing to fix
  1  with --diff: there is something to fix
  2  wrong usage, configuration or input; no file was changed

examples:
  importls fix
  importls fix --diff src
  importls fix --unsafe --select cycle-will-fail src
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit status."""
    namespace = _parser().read(arguments)
    host = this_host()
    command = CheckCommand(namespace, check_options(namespace, host), host, console(namespace, host.variables))
    found = fix(command, command.phases())
    return int(found and namespace.diff)


def _parser() -> Parser:
    parser = Parser(
        prog="importls fix",
        usage="importls fix [OPTION]… [PATH]…",
        description="Make the safe fixes of findings.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("paths", metavar="PATH", type=path, nargs="*", help="files and folders (default: this folder)")
    add_fix_options(parser)
    nothing = {"format": None, "baseline": None, "since": None, "stdin_filename": None, "files_from": None}
    parser.set_defaults(outputs=[], fail_on=None, exit_zero=False, statistics=False, **nothing)
    add_rule_options(parser)
    add_target_options(parser)
    add_cache_options(parser)
    add_output_options(parser)
    return parser
