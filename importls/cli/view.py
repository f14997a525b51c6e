"""The part of the import graph that a command line asks for, for the commands that tell something of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importls.cli.failure import Failure
from importls.cli.inputs import absolute_path
from importls.cli.parser import Parser, one_of
from importls.cli.phases import Phases
from importls.cli.processes import in_processes
from importls.cli.target import find_project, find_target
from importls.cli.target_options import target_options
from importls.did_you_mean import hint
from importls.graph_view import (
    KINDS,
    GraphView,
    collapsed,
    focused,
    graph_view,
    is_within,
    named,
    of_kinds,
    reaching,
    without,
)
from importls.report import relative_prose, shown_path
from importls.snapshot import build_snapshot

if TYPE_CHECKING:
    from importls.cli.console import Console
    from importls.host import Host
    from importls.project import Project
    from importls.snapshot import Snapshot

INCOMPLETE = 2


@dataclass(frozen=True, slots=True)
class Named:
    """The project that a command line names, read."""

    host: Host
    project: Project
    snapshot: Snapshot

    def view(self, *, with_cycles: bool) -> GraphView:
        """The whole graph, with paths as users read them; what cycles do takes long to find out."""
        here = self.host.working_directory
        return graph_view(self.snapshot, lambda path: shown_path(path, here), with_cycles=with_cycles)

    def status(self, output: Console) -> int:
        """The exit status of a command that has done its work: files that cannot be read make it incomplete."""
        for problem in self.snapshot.problems:
            output.complain(f"importls: error: {relative_prose(problem, self.host.working_directory)}")
        return INCOMPLETE if self.snapshot.problems else 0


def add_view_options(parser: Parser) -> None:
    """The options that say what of the graph is seen."""
    group = parser.add_argument_group("what is seen (repeatable but for --depth)")
    for option, metavar, text in (
        ("--focus", "MODULE", "this module and what is one import away from it"),
        ("--reaches", "MODULE", "this module and all from which imports lead to it"),
        ("--collapse", "PACKAGE", "this package as one module; a number: all packages that many names deep"),
        ("--exclude", "GLOB", "without the modules and packages of these names"),
    ):
        group.add_argument(option, metavar=metavar, action="append", default=[], help=text)
    group.add_argument(
        "--kind", type=one_of("kind", KINDS), action="append", default=[], help=f"only these: {', '.join(KINDS)}"
    )
    group.add_argument("--depth", metavar="N", help="how many imports away, with --focus or --reaches; 0 is any number")


def named_project(namespace: argparse.Namespace, host: Host, output: Console) -> Named:
    """The project in the paths of the command line. Raises Failure where some cannot be read."""
    paths = tuple(absolute_path(host, path) for path in namespace.paths or (".",))
    target = find_target(host, paths[0], target_options(namespace), output)
    project = find_project(target, paths)
    if project.problems:
        first, *further = (relative_prose(problem, host.working_directory) for problem in project.problems)
        raise Failure(first, further=further)
    phases = Phases(bars=sys.stderr.isatty() and not output.quiet)
    snapshot = build_snapshot(target.file_system, target.environment, project, phases, in_processes)
    return Named(host, project, snapshot)


def narrowed(view: GraphView, namespace: argparse.Namespace) -> GraphView:
    """What the options leave of the graph. Raises Failure for names that nothing has."""
    view = without(view, namespace.exclude)
    if namespace.kind:
        view = of_kinds(view, namespace.kind)
    if namespace.depth is not None and not (namespace.focus or namespace.reaches):
        raise Failure("--depth counts from a module", "name one: --focus MODULE or --reaches MODULE")
    if namespace.reaches:
        view = reaching(view, _named(view, namespace.reaches), _number(namespace.depth or "0", "--depth"))
    if namespace.focus:
        view = focused(view, _named(view, namespace.focus), _number(namespace.depth or "1", "--depth"))
    packages = [word for word in namespace.collapse if not word.isdecimal()]
    for package in packages:
        if not any(is_within(module.dotted, package) for module in view.modules):
            raise _unknown(view, package)
    depths = [_number(word, "--collapse") for word in namespace.collapse if word.isdecimal()]
    return collapsed(view, packages, min(depths, default=None)) if namespace.collapse else view


def _named(view: GraphView, names: Sequence[str]) -> set[str]:
    found = {name: named(view, name) for name in names}
    for name, modules in found.items():
        if not modules:
            raise _unknown(view, name)
    return set().union(*found.values())


def _unknown(view: GraphView, name: str) -> Failure:
    return Failure(f"the graph has no module `{name}`", hint(name, {module.dotted for module in view.modules}))


def _number(text: str, option: str) -> int:
    if not text.isdecimal() or (option == "--collapse" and not int(text)):
        raise Failure(f"{option} is a number, not `{text}`")
    return int(text)
