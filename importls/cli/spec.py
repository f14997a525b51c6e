"""`importls spec`: the ModuleSpec of each name, as `importlib.util.find_spec` would give it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from importls.cli import streams
from importls.cli.failure import Failure
from importls.cli.options import add_output_options, add_start_options, add_target_options, console
from importls.cli.parser import Parser, one_of
from importls.cli.target import find_target
from importls.cli.target_options import target_options
from importls.cli.this_process import this_host
from importls.output.generate_schema import schema_text
from importls.output.json_document import encode_exactly
from importls.output.printable import printable
from importls.output.search_trace import doubt, search_trace
from importls.output.spec_record import AttemptRecord, SpecRecord
from resolver.meta_path import MetaPath
from resolver.module_name import resolve_name
from resolver.resolution import Attempt, Found, NotFound, ParentNotAPackage, Raises, Resolution

if TYPE_CHECKING:
    from resolver.environment import Environment

_SCHEMA_FORMAT = "json-schema"
_EXAMPLES = """
examples:
  importls spec json yaml.nodes
  importls spec --package pkg.sub ..sibling
  importls spec --python .venv --format jsonl --trace requests
  printf 'json\\nre\\n' | importls spec --format jsonl -
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command; a name that is not found is an answer and no failure."""
    namespace = _parser().read(arguments)
    if namespace.format == _SCHEMA_FORMAT:
        streams.write((schema_text("spec"),))
        return 0
    if not namespace.names:
        raise Failure("the following arguments are required: NAME", "`importls spec --help` lists the options")
    host = this_host()
    output = console(namespace, host.variables)
    target = find_target(host, host.working_directory, target_options(namespace), output)
    meta_path = MetaPath(target.environment, target.file_system)
    for name in _names(namespace.names):
        resolution = resolve(meta_path, name, namespace.package)
        if namespace.format == "jsonl":
            streams.write((encode_exactly(_record(name, resolution, trace=namespace.trace)) + "\n",))
        else:
            streams.write(_text(name, resolution, target.environment, trace=namespace.trace))
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="importls spec",
        usage="importls spec [OPTION]… NAME…",
        description="Print the ModuleSpec of each name without importing anything, not even its parents.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("names", metavar="NAME", nargs="*", help="a dotted name; - reads names from standard input")
    formats = ("text", "jsonl", _SCHEMA_FORMAT)
    parser.add_argument(
        "--format",
        type=one_of("format", formats),
        default="text",
        help=f"text or jsonl; {_SCHEMA_FORMAT} prints the JSON Schema of a line (default: text)",
    )
    parser.add_argument("--package", metavar="P", help="the package from which names with leading dots are resolved")
    parser.add_argument("--trace", action="store_true", help="add every finder and path entry that was asked")
    add_target_options(parser)
    add_start_options(parser)
    add_output_options(parser)
    return parser


def _names(written: Iterable[str]) -> Iterator[str]:
    """The names in order, those of standard input in the place of `-`: every line is one, also an empty one.

    So the n-th answer belongs to the n-th line; `find_spec("")` looks for a file called `.py`.
    """
    for name in written:
        if name == "-":
            yield from (line.removesuffix("\n").removesuffix("\r") for line in streams.input_lines())
        else:
            yield name


def resolve(meta_path: MetaPath, name: str, package: str | None) -> Resolution | str:
    """What `importlib.util.find_spec(name, package)` finds, or the name of the exception that it raises."""
    try:
        absolute = resolve_name(name, package)
    except ImportError:
        return "ImportError" if meta_path.environment.version >= (3, 9) else "ValueError"
    # A fresh interpreter has `__main__` in `sys.modules`, without a spec.
    return "ValueError" if absolute == "__main__" else meta_path.find_spec(absolute)


def _record(name: str, resolution: Resolution | str, *, trace: bool) -> SpecRecord:
    if isinstance(resolution, str):
        return SpecRecord(name, found=False, error=resolution)
    certain = msgspec.UNSET if resolution.certain else False
    attempts = _attempts(resolution.attempts) if trace else msgspec.UNSET
    if not isinstance(resolution, Found):
        return SpecRecord(name, found=False, error=_error(resolution), certain=certain, attempts=attempts)
    spec = resolution.spec
    return SpecRecord(
        name=name,
        found=True,
        loader=None if spec.loader is None else spec.loader.value,
        origin=spec.origin,
        submodule_search_locations=spec.submodule_search_locations,
        cached=spec.cached,
        has_location=spec.has_location,
        parent=spec.parent,
        certain=certain,
        attempts=attempts,
    )


def _error(resolution: NotFound | ParentNotAPackage | Raises) -> str | None:
    """The exception that find_spec raises, where a parent of the name is missing or no package for one."""
    if isinstance(resolution, Raises):
        return resolution.error
    if isinstance(resolution, NotFound) and resolution.missing == resolution.name:
        return None
    return "ModuleNotFoundError"


def _attempts(attempts: Iterable[Attempt]) -> tuple[AttemptRecord, ...]:
    return tuple(AttemptRecord(item.finder, item.name, item.entry, item.outcome) for item in attempts)


def _text(name: str, resolution: Resolution | str, environment: Environment, *, trace: bool) -> Iterator[str]:
    """The fields that say something, below the name."""
    yield f"{printable(name) or repr(name)}\n"
    yield from (f"  {line}\n" for line in _fields(name, resolution))
    if trace and not isinstance(resolution, str):
        yield from (f"  {line}\n" for line in search_trace(resolution.attempts, environment))


def _fields(name: str, resolution: Resolution | str) -> Iterator[str]:
    record = _record(name, resolution, trace=False)
    if not record.found:
        yield f"not found{f' ({record.error}: {_reason(name, resolution)})' if record.error else ''}"
        if record.certain is False and not isinstance(resolution, str):
            yield doubt(resolution)
        return
    yield f"loader: {record.loader}"
    yield f"origin: {printable(record.origin or 'None')}"
    for location in record.submodule_search_locations or ():
        yield f"submodules in: {printable(location)}"
    if record.cached:
        yield f"cached: {printable(record.cached)}"
    if record.certain is False and not isinstance(resolution, str):
        yield doubt(resolution)


def _reason(name: str, resolution: Resolution | str) -> str:
    """Why find_spec raises."""
    match resolution:
        case ParentNotAPackage(parent=parent):
            return f"{printable(parent.name)} is a module, not a package"
        case NotFound(missing=missing):
            return f"there is no {printable(missing)}"
        case _ if name.startswith("."):
            return "a relative name needs --package, and no more dots than that has parts"
        case _:
            return "raised while it is looked for" if isinstance(resolution, Raises) else "it has no spec"
