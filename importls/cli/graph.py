"""`importls graph`: the import graph as a document or a picture, the whole of it or what is asked for."""

from __future__ import annotations

import argparse
import importlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from importls.cli import streams
from importls.cli.failure import Failure
from importls.cli.inputs import absolute_path
from importls.cli.options import add_output_options, add_target_options, console
from importls.cli.parser import Parser, one_of, path
from importls.cli.processes import in_processes
from importls.cli.target import find_project, find_target
from importls.cli.target_options import target_options
from importls.cli.this_process import this_host
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
    from importls.project import Project

INCOMPLETE = 2

_RENDERERS = {
    "json": "graph_document",
    "dot": "graph_dot",
    "mermaid": "graph_mermaid",
    "graphml": "graph_graphml",
    "html": "graph_html",
}
_SCHEMA_FORMAT = "json-schema"
_SUFFIXES = {
    ".json": "json",
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mermaid",
    ".graphml": "graphml",
    ".html": "html",
}
_EXAMPLES = """
MODULE is the name of a module, or of a package: then everything in it is meant. What is excluded is taken away first,
then the rest is narrowed (--focus, --reaches), then packages are collapsed. Pictures colour the imports that go round
in circles by what `importls cycles` says of the cycle, and leave out what is only implied: that `import a.b` runs `a`.

exit status:
  0  the graph was written
  2  wrong usage, configuration or input, or a file that cannot be read
  3  a bug in importls

examples:
  importls graph                                          as JSON
  importls graph -o imports.html                          a page to look around in; the suffix says the format
  importls graph --format dot --collapse 2 | dot -Tsvg > imports.svg
  importls graph --focus app.db --depth 2 --format mermaid
  importls graph --reaches app.models.user --kind runtime
  importls graph --exclude 'tests' --exclude '*.migrations' --collapse app.vendored
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command."""
    namespace = _parser().read(arguments)
    if namespace.format == _SCHEMA_FORMAT:
        generator = importlib.import_module("importls.output.generate_schema")
        streams.write((generator.schema_text("graph"),))
        return 0
    name = _format(namespace)
    host = this_host()
    output = console(namespace, host.variables)
    paths = tuple(absolute_path(host, path) for path in namespace.paths or (".",))
    target = find_target(host, paths[0], target_options(namespace), output)
    project = find_project(target, paths)
    if project.problems:
        first, *further = (relative_prose(problem, host.working_directory) for problem in project.problems)
        raise Failure(first, further=further)
    file = None if namespace.output is None else absolute_path(host, namespace.output)
    _protect(file, project)
    snapshot = build_snapshot(target.file_system, target.environment, project, spread=in_processes)
    whole = graph_view(snapshot, lambda path: shown_path(path, host.working_directory), with_cycles=name != "json")
    _write(_narrowed(whole, namespace), name, file, output)
    for problem in snapshot.problems:
        output.complain(f"importls: error: {relative_prose(problem, host.working_directory)}")
    return INCOMPLETE if snapshot.problems else 0


def _parser() -> Parser:
    parser = Parser(
        prog="importls graph",
        usage="importls graph [OPTION]… [PATH…]",
        description="Write the import graph: every module, and every import between two of them with its place.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("paths", metavar="PATH", type=path, nargs="*", help="files and folders (default: .)")
    parser.add_argument(
        "--format",
        type=one_of("format", (*_RENDERERS, _SCHEMA_FORMAT)),
        help=f"{', '.join(_RENDERERS)}, {_SCHEMA_FORMAT} (default: by the suffix of -o, else json)",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=path, help="write to this file (default: standard output)"
    )
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
    add_target_options(parser)
    add_output_options(parser)
    return parser


def _format(namespace: argparse.Namespace) -> str:
    """The format that is asked for, or that the suffix of the file stands for."""
    written: str | None = namespace.format
    if written is not None:
        return written
    suffix = os.path.splitext(namespace.output or "")[1].lower()
    if suffix and suffix not in _SUFFIXES:
        raise Failure(f"`{suffix}` is the suffix of no format", f"say which is meant: --format {', '.join(_RENDERERS)}")
    return _SUFFIXES.get(suffix, "json")


def _protect(file: str | None, project: Project) -> None:
    """Raise Failure where the graph would be written over a module."""
    if file is None or not os.path.exists(file):
        return
    if any(os.path.samefile(file, module.path) for module in project.files if os.path.exists(module.path)):
        raise Failure(f"-o would overwrite {file}, which is one of the modules")


def _narrowed(view: GraphView, namespace: argparse.Namespace) -> GraphView:
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


def _write(view: GraphView, name: str, file: str | None, output: Console) -> None:
    renderer = importlib.import_module(f"importls.output.{_RENDERERS[name]}")
    text: str = renderer.render(view)
    refused = renderer.too_large(view, text) if name == "mermaid" else None
    if refused is not None:
        output.note(f"importls: note: the picture has {refused}; --collapse and --focus make it smaller")
    if file is None:
        streams.write((text,))
        return
    try:
        with open(file, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}") from None
