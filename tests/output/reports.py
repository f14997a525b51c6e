"""One report with everything that outputs must cope with, as a value."""

from importls.diagnostic import Diagnostic, Edit, Fix, Related, Severity
from importls.facts.imports import Position, Range
from importls.report import Report, ReportedEnvironment, Summary
from resolver.environment import Environment
from resolver.machinery import EntrySource, PathEntry, Suffixes

SOURCES = {
    "/p/src/a.py": "import b.c\nif x:\n\tfrom pkg import (\n\t\tTools,\n\t)\nfrom 数据 import 名字, wrong\n"
    f"import os; {'x = 1; ' * 60}import far_away; {'y = 2; ' * 60}\n",
    "/p/src/b.py": "\nimport a  # \x1b[31mred\u202e\n",
    "/elsewhere/lib.py": "from .... import x\n" + "x = 1\n" * 8 + "from big import (\n" + "  n,\n" * 9 + ")\n",
}


def at(start_line, start_column, end_line, end_column):
    return Range(Position(start_line, start_column), Position(end_line, end_column))


DIAGNOSTICS = (
    Diagnostic(
        rule="unresolved-import",
        severity=Severity.ERROR,
        message="No module named `b.c`",
        path="/p/src/a.py",
        module="a",
        range=at(1, 8, 1, 11),
        help="install `b`: pip install b",
        target="b.c",
        cause="not-installed",
        fixes=(Fix("remove it", safe=False, edits=(Edit("/p/src/a.py", at(1, 1, 2, 1), ""),)),),
    ),
    Diagnostic(
        rule="missing-name",
        severity=Severity.ERROR,
        message="cannot import name 'Tools' from 'pkg'",
        path="/p/src/a.py",
        module="a",
        range=at(3, 2, 5, 3),
        target="pkg.Tools",
    ),
    Diagnostic(
        rule="missing-name",
        severity=Severity.WARNING,
        message="cannot import name 'wrong' from '数据'",
        path="/p/src/a.py",
        module="a",
        range=at(6, 20, 6, 25),
    ),
    Diagnostic(
        rule="import-cycle",
        severity=Severity.WARNING,
        message="a -> b -> a",
        path="/p/src/a.py",
        module="a",
        range=at(7, 439, 7, 447),
        related=(
            Related("/p/src/b.py", at(2, 8, 2, 9), "b imports a"),
            Related("/p/gone.py", at(3, 1, 3, 2), "a file that can no longer be read"),
        ),
    ),
    Diagnostic(
        rule="relative-import-beyond-top-level",
        severity=Severity.INFO,
        message="100% odd:\n\x1b[2Jline, two",
        path="/elsewhere/lib.py",
        module="lib",
        range=at(1, 1, 1, 19),
    ),
    Diagnostic(
        rule="missing-name",
        severity=Severity.INFO,
        message="many lines",
        path="/elsewhere/lib.py",
        module="lib",
        range=at(10, 1, 20, 2),
        cause="unknown",
    ),
)

ENVIRONMENT = Environment(
    version=(3, 12),
    platform="linux",
    prefix="/p/.venv",
    base_prefix="/usr",
    sys_path=(
        PathEntry("/p/src", EntrySource.ROOT),
        PathEntry("/usr/lib/python3.12", EntrySource.STDLIB),
        PathEntry("/p/.venv/lib/python3.12/site-packages", EntrySource.VENV),
    ),
    suffixes=Suffixes(extension=(".so",)),
    builtin_names=frozenset(),
    frozen_modules={},
    stdlib_names=frozenset(),
    cache_tag="cpython-312",
)


def report(*diagnostics):
    """The diagnostics, or all of them, as a report seen from `/p`."""
    shown = diagnostics or DIAGNOSTICS
    by_severity = [
        sum(d.severity is severity for d in shown) for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    ]
    summary = Summary(3, 3, 9, *by_severity, suppressed=1, seconds=0.25)
    return Report(
        ReportedEnvironment.of(ENVIRONMENT), ("/p/src",), summary, shown, "/p", lambda path: SOURCES.get(path, "")
    )


def finding(message="m", path="/p/a.py", where=None):
    return Diagnostic("missing-name", Severity.ERROR, message, path, "a", where or at(1, 1, 1, 2))
