"""`importls cost`: what importing an entry point executes, by package and by chain of imports."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from importls import __version__
from importls.cli import streams
from importls.cli.failure import Failure
from importls.cli.inputs import absolute_path
from importls.cli.options import add_output_options, add_target_options, console
from importls.cli.parser import Parser, one_of, path
from importls.cli.target import Target, find_project, find_target
from importls.cli.target_options import target_options
from importls.cli.this_process import this_host
from importls.import_cost import ImportCost, Origin, import_cost
from importls.output.cost_document import ChainRecord, CostDocument, PackageRecord
from importls.output.generate_schema import schema_text
from importls.output.json_document import SCHEMA_VERSION, encode
from importls.output.printable import printable
from importls.paths import is_below
from importls.report import relative_prose, shown_path
from importls.simulation.of_environment import universe_of
from importls.simulation.trace import trace_all
from resolver.machinery import EntrySource

if TYPE_CHECKING:
    from importls.host import Host
    from importls.project import Project
    from importls.simulation.trace import Trace
    from resolver.environment import Environment

_SCHEMA_FORMAT = "json-schema"
_SUFFIXES = (".py", ".pyw")
_THOUSAND = 1000
_LONGEST = 5
_ORIGINS: tuple[Origin, ...] = ("project", "installed", "standard library")
_OF_THE_LIBRARY = {EntrySource.STDLIB, EntrySource.STDLIB_ZIP, EntrySource.LIB_DYNLOAD}
_OF_THE_PROJECT = {EntrySource.ROOT, EntrySource.SYS_PATH_OPTION, EntrySource.SCRIPT, EntrySource.PYTHONPATH}
_EXAMPLES = """
ENTRY is the name of a module, a file of the project, or an entry point as in pyproject.toml (`app.main:run`). Its
import in a fresh interpreter is simulated: nothing is executed. Sizes are those of sources; compiled extensions have
none. A chain counts what it is the first to import, as `python -X importtime` does.

exit status:
  0  the import succeeds, as far as can be told
  1  the import is certain to fail
  2  wrong usage, configuration or input, such as a module that is not there
  3  a bug in importls

examples:
  importls cost app.main
  importls cost src/app/main.py --top 0
  importls cost app.cli:main --format json
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command; exit status 1 where the import is certain to fail."""
    namespace = _parser().read(arguments)
    if namespace.format == _SCHEMA_FORMAT:
        streams.write((schema_text("cost"),))
        return 0
    if namespace.entry is None:
        raise Failure("the following arguments are required: ENTRY", "`importls cost --help` lists the options")
    host = this_host()
    output = console(namespace, host.variables)
    paths = tuple(absolute_path(host, path) for path in namespace.path or (".",))
    target = find_target(host, paths[0], target_options(namespace), output)
    project = _project(target, paths, host)
    environment = target.environment.with_roots(tuple(root.path for root in project.roots))
    universe = universe_of(environment, target.file_system)
    trace = next(trace_all(universe, (_name(project, namespace.entry, host),)))
    told = _told(trace, host)
    if trace.failure is not None and not any(started.name == trace.module for started in trace.executed):
        raise Failure(f"`{trace.module}` cannot be imported: {told}")

    def size_of(path: str) -> int:
        return len((universe.read(path) or "").encode(errors="replace"))

    cost = import_cost(trace.executed, size_of, _origins(environment, project))
    if namespace.format == "json":
        streams.write((encode(_document(trace, cost)) + "\n",))
    else:
        streams.write(f"{line}\n" for line in _text(trace, cost, int(namespace.top) or None))
    if trace.failure is not None:
        perhaps = "" if trace.is_certain else "perhaps "
        output.note(f"importls: note: the import {perhaps}fails, so what follows is missing: {told}")
    return int(trace.failure is not None and trace.is_certain)


def _told(trace: Trace, host: Host) -> str:
    """What the import raises, in the words of the interpreter; empty where it succeeds."""
    if trace.failure is None:
        return ""
    return f"{trace.failure.exception}: {trace.failure.told(lambda path: shown_path(path, host.working_directory))}"


def _parser() -> Parser:
    parser = Parser(
        prog="importls cost",
        usage="importls cost [OPTION]… ENTRY",
        description="Show what importing an entry point executes, by package, and the imports that bring in most.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("entry", metavar="ENTRY", type=path, nargs="?", help="a module, a file, or module:object")
    parser.add_argument(
        "--path", metavar="PATH", type=path, action="append", help="where the project is (repeatable; default: .)"
    )
    parser.add_argument("--top", metavar="N", type=_count, default=10, help="how many rows; 0 is all (default: 10)")
    parser.add_argument(
        "--format",
        type=one_of("format", ("text", "json", _SCHEMA_FORMAT)),
        default="text",
        help=f"text or json; {_SCHEMA_FORMAT} prints the JSON Schema (default: text)",
    )
    add_target_options(parser)
    add_output_options(parser)
    return parser


def _count(text: str) -> int:
    if not text.isdecimal():
        raise Failure(f"--top is a number, not `{text}`")
    return int(text)


def _project(target: Target, paths: Sequence[str], host: Host) -> Project:
    """The files at and below the paths. Raises Failure where some cannot be read."""
    project = find_project(target, paths)
    if project.problems:
        first, *further = (relative_prose(problem, host.working_directory) for problem in project.problems)
        raise Failure(first, further=further)
    return project


def _name(project: Project, entry: str, host: Host) -> str:
    """The name of the module that is meant. Raises Failure for a file that is none of the project's."""
    if not entry.endswith(_SUFFIXES):
        return entry.partition(":")[0]
    file = absolute_path(host, entry)
    name = next((module.name for module in project.files if module.path == file), None)
    if name is None:
        raise Failure(f"{entry} is no file of the project", "name where it is: --path PATH")
    return name


def _origins(environment: Environment, project: Project) -> Callable[[str | None], Origin]:
    """Tells where a file belongs: by the innermost entry of `sys.path` around it; what has no file is built in."""
    entries = sorted(environment.sys_path, key=lambda entry: len(entry.path), reverse=True)
    own = {file.path for file in project.files}

    def origin_of(file: str | None) -> Origin:
        if file is None:
            return "standard library"
        if file in own:
            return "project"
        source = next((entry.source for entry in entries if is_below(file, entry.path)), None)
        if source in _OF_THE_LIBRARY:
            return "standard library"
        return "project" if source in _OF_THE_PROJECT else "installed"

    return origin_of


def _document(trace: Trace, cost: ImportCost) -> CostDocument:
    return CostDocument(
        SCHEMA_VERSION,
        __version__,
        trace.module,
        "ok" if trace.failure is None else "error",
        "certain" if trace.is_certain else "possible",
        cost.modules,
        cost.size,
        [msgspec.convert(package, PackageRecord, from_attributes=True) for package in cost.packages],
        [ChainRecord(list(chain.chain), chain.modules, chain.size) for chain in cost.chains],
    )


def _text(trace: Trace, cost: ImportCost, top: int | None) -> Iterator[str]:
    """The whole, by origin, the largest packages, the heaviest chains."""
    yield f"importing {printable(trace.module)} executes {_modules(cost.modules)}, {_size(cost.size)} of source"
    yield ""
    for origin in _ORIGINS:
        of_origin = [package for package in cost.packages if package.origin == origin]
        numbers = _numbers(sum(one.modules for one in of_origin), sum(one.size for one in of_origin))
        yield f"{numbers}  {origin}"
    yield ""
    yield "packages"
    for package in cost.packages[:top]:
        yield f"{_numbers(package.modules, package.size)}  {printable(package.name)} ({package.origin})"
    yield from _rest(len(cost.packages), top)
    if cost.chains:
        yield ""
        yield "imports that bring in most"
    for chain in cost.chains[:top]:
        yield f"{_numbers(chain.modules, chain.size)}  {printable(_arrows(chain.chain))}"
    yield from _rest(len(cost.chains), top)


def _arrows(chain: Sequence[str]) -> str:
    """A long chain without its middle, which the JSON has, and `importls why`."""
    shown = chain if len(chain) <= _LONGEST else (chain[0], "…", *chain[-(_LONGEST - 2) :])
    return " -> ".join(shown)


def _rest(count: int, top: int | None) -> Iterator[str]:
    if top is not None and count > top:
        yield f"  and {count - top} more (--top 0 shows all)"


def _numbers(modules: int, size: int) -> str:
    return f"{_modules(modules):>14}{_size(size):>12}"


def _modules(count: int) -> str:
    return f"{count} module{'' if count == 1 else 's'}"


def _size(length: int) -> str:
    if length < _THOUSAND:
        return f"{length} B"
    return f"{length / _THOUSAND:.1f} kB" if length < _THOUSAND**2 else f"{length / _THOUSAND**2:.1f} MB"
