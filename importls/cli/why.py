"""`importls why`: the chain of imports that leads from one module to another, and where each of them stands."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from importls.cli import streams
from importls.cli.failure import Failure
from importls.cli.inputs import absolute_path
from importls.cli.options import add_output_options, add_target_options, console
from importls.cli.parser import Parser, one_of, path
from importls.cli.target import Target, find_project, find_target
from importls.cli.target_options import target_options
from importls.cli.this_process import this_host
from importls.did_you_mean import hint
from importls.facts.lines import lines_of
from importls.import_chain import ImportChain, import_chain, named_modules, reached_modules
from importls.import_graph import Edge, ImportKind
from importls.output.generate_schema import schema_text
from importls.output.json_document import encode
from importls.output.printable import printable, printable_source
from importls.output.why_document import Step
from importls.report import relative_prose, shown_path
from importls.shown_chain import chain_steps, why_document
from importls.snapshot import Snapshot, later_snapshot
from resolver.resolution import Found

if TYPE_CHECKING:
    from importls.cli.console import Console
    from importls.host import Host
    from importls.output.palette import Palette, Style
    from importls.project import Project

NO_CHAIN = 1
INCOMPLETE = 2

_SCHEMA_FORMAT = "json-schema"
_SUFFIXES = (".py", ".pyw", ".pyi")
_EXAMPLES = """
A and B are names of modules, or files. A belongs to the project, B may be any module: a chain that leaves the project
ends with the statement that does. Imports that run while A is imported are preferred, then those in functions and
lazy ones, then those for type checkers; kinds other than the first are told.

exit status:
  0  there is a chain
  1  there is none
  2  wrong usage, configuration or input, such as a name that no module has
  3  a bug in importls

examples:
  importls why app.main app.models.user     how does one lead to the other?
  importls why src/app/main.py yaml         why is yaml needed?
  importls why app.models app.models        the shortest way round
  importls why --format json app.main yaml
"""
_WHEN = {
    ImportKind.RUNTIME: "",
    ImportKind.GUARDED: "guarded: a failure is caught",
    ImportKind.DEFERRED: "deferred: when a function is called",
    ImportKind.LAZY: "lazy: on first use",
    ImportKind.TYPING: "typing: for type checkers only",
}


def run(arguments: Sequence[str]) -> int:
    """Run the command; that there is no chain is an answer, told by the exit status too."""
    namespace = _parser().read(arguments)
    if namespace.format == _SCHEMA_FORMAT:
        streams.write((schema_text("why"),))
        return 0
    if namespace.importer is None or namespace.imported is None:
        raise Failure("the following arguments are required: A B", "`importls why --help` lists the options")
    host = this_host()
    output = console(namespace, host.variables)
    files = [_file(host, written) for written in (namespace.importer, namespace.imported)]
    paths = tuple(absolute_path(host, path) for path in namespace.path or (".",))
    target = find_target(host, paths[0], target_options(namespace), output)
    project = _project(target, (*paths, *filter(None, files)), host)
    snapshot = later_snapshot(target.file_system, target.environment, project, target.file_system, {})
    start = files[0] or _start(project, namespace.importer)
    goal = files[1] or _goal(snapshot, start, namespace.imported)
    chain = import_chain(snapshot, start, goal)
    status = 0 if chain is not None else _status_without(snapshot, start, goal, output)
    if namespace.format == "json":
        document = why_document(snapshot, chain, partial(shown_path, seen_from=host.working_directory))
        streams.write((encode(document) + "\n",))
    else:
        streams.write(f"{line}\n" for line in _text(snapshot, start, goal, chain, host, output.style()))
    return status


def _parser() -> Parser:
    parser = Parser(
        prog="importls why",
        usage="importls why [OPTION]… A B",
        description="Print the shortest chain of imports from one module to another, with the place of each.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("importer", metavar="A", type=path, nargs="?", help="a module of the project, or its file")
    parser.add_argument("imported", metavar="B", type=path, nargs="?", help="any module, or a file of the project")
    parser.add_argument(
        "--path", metavar="PATH", type=path, action="append", help="where the project is (repeatable; default: .)"
    )
    parser.add_argument(
        "--format",
        type=one_of("format", ("text", "json", _SCHEMA_FORMAT)),
        default="text",
        help=f"text or json; {_SCHEMA_FORMAT} prints the JSON Schema (default: text)",
    )
    add_target_options(parser)
    add_output_options(parser)
    return parser


def _file(host: Host, written: str) -> str | None:
    """The absolute path of the file that is meant, that of `__init__` for a folder; None for the name of a module."""
    if not written.endswith(_SUFFIXES) and "/" not in written and os.sep not in written:
        return None
    file = absolute_path(host, written)
    return os.path.join(file, "__init__.py") if os.path.isdir(file) else file


def _project(target: Target, paths: Sequence[str], host: Host) -> Project:
    """The files at and below the paths. Raises Failure where some cannot be read."""
    project = find_project(target, paths)
    if project.problems:
        first, *further = (relative_prose(problem, host.working_directory) for problem in project.problems)
        raise Failure(first, further=further)
    return project


def _start(project: Project, name: str) -> str:
    """The path of the module. Raises Failure where the project has none of this name, or several."""
    paths = [file.path for file in project.files if file.name == name]
    if len(paths) > 1:
        raise Failure(f"several files are the module `{name}`: {', '.join(paths)}", "name the file that is meant")
    if paths:
        return paths[0]
    if any(file.name.startswith(f"{name}.") for file in project.files):
        raise Failure(f"`{name}` is a package without `__init__.py`, in which nothing is imported")
    raise Failure(f"the project has no module `{name}`", hint(name, {file.name for file in project.files}))


def _goal(snapshot: Snapshot, start: str, name: str) -> str:
    """The path of the checked file that `import name` finds from the first module, or else the name."""
    found = snapshot.search.find_spec(snapshot.modules[start].file, name)
    path = (found.spec.origin if isinstance(found, Found) else None) or ""
    if path in snapshot.modules:
        return path
    return next((file.path for file in snapshot.project.files if file.name == name), name)


def _status_without(snapshot: Snapshot, start: str, goal: str, output: Console) -> int:
    """The exit status where there is no chain. Raises Failure where the goal is a name that nothing has."""
    reached = reached_modules(snapshot, start)
    unread = [module for module in reached if module.facts.unreadable]
    for module in unread:
        output.complain(f"importls: error: {module.name} ({module.path}) cannot be read: {module.facts.unreadable}")
    if unread:
        return INCOMPLETE
    if goal in snapshot.modules or isinstance(snapshot.search.find_spec(snapshot.modules[start].file, goal), Found):
        return NO_CHAIN
    known = {module.name for module in snapshot.modules.values()}
    known.update(name for module in reached for item in module.imports for name in named_modules(item))
    raise Failure(f"neither the project nor its environment has a module `{goal}`", hint(goal, known))


def _text(
    snapshot: Snapshot, start: str, goal: str, chain: ImportChain | None, host: Host, style: Style
) -> Iterator[str]:
    """The modules in order, then each step with its place and the line that stands there."""
    palette = style.palette
    if chain is None:
        again = "itself" if start == goal else printable(snapshot.by_name(goal))
        yield f"{printable(snapshot.by_name(start))} does not import {again}, nor does anything that it imports"
        return
    steps = list(chain_steps(snapshot, chain, partial(shown_path, seen_from=host.working_directory)))
    names = [steps[0].importer, *(step.imported for step in steps)]
    yield palette.paint(palette.bold, printable(" -> ".join(names)))
    if chain.package is not None:
        package = steps.pop(0)
        yield f"{_place(package, palette)}: importing {printable(f'{package.importer} runs {package.imported} first')}"
    for step, edge in zip(steps, chain.edges, strict=True):
        reasons = [_WHEN[snapshot.kind(edge)], "implied: it is above what is imported" if step.implied else ""]
        remark = "; ".join(filter(None, reasons))
        said = f"{step.importer} imports {step.imported}{f' ({remark})' if remark else ''}"
        yield f"{_place(step, palette)}: {printable(said)}"
        yield f"    {_source_line(snapshot, edge, style)}"


def _place(step: Step, palette: Palette) -> str:
    return palette.paint(palette.gutter, f"{printable(step.path)}:{step.line}:{step.column}")


def _source_line(snapshot: Snapshot, edge: Edge, style: Style) -> str:
    """The line on which the statement starts, cut to the width of the output."""
    lines = lines_of(snapshot.text(edge.importer))
    line = lines[min(edge.statement.range.start.line, len(lines)) - 1].strip()
    return printable_source(line if len(line) <= style.width else line[: style.width - 1] + "…")
