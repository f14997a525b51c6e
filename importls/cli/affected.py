"""`importls affected`: the modules and tests that depend on what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from importls import __version__
from importls.affected import affected_by, is_test
from importls.cli import streams
from importls.cli.git import Change, change_since
from importls.cli.inputs import absolute_path, listed_paths
from importls.cli.options import add_output_options, add_target_options, console
from importls.cli.parser import Parser, one_of, path
from importls.cli.processes import in_processes
from importls.cli.target import find_project, find_targets
from importls.cli.target_options import target_options
from importls.cli.this_process import this_host
from importls.output.affected_document import AffectedDocument, AffectedModule
from importls.output.generate_schema import schema_text
from importls.output.json_document import SCHEMA_VERSION, encode
from importls.output.printable import printable
from importls.report import shown_path
from importls.snapshot import Snapshot, build_snapshot
from importls.spread import unwatched
from resolver.file_system.disk import Disk

if TYPE_CHECKING:
    import argparse

    from importls.cli.console import Console
    from importls.host import Host
    from resolver.file_system import FileSystem

_SCHEMA_FORMAT = "json-schema"
_MOST_NAMED = 5
_EXAMPLES = """
What changed are the files that are named, and with --since, or where none is named, what git says: everything between
the merge base with REF (default: HEAD) and the files as they are, untracked ones too. A module depends on what it
imports, in functions too, on the packages around it, and a test on the `conftest.py` above it. What only type checkers
import does not count, and what is imported by a name that is computed is not seen. A removed module counts for who
imported it.

exit status:
  0  the answer was printed, whatever it is
  2  wrong usage, configuration or input

examples:
  importls affected --since origin/main
  importls affected --since origin/main --tests | xargs -r pytest
  importls affected --format json src/shop/basket.py
  git diff --name-only | importls affected --files-from -
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit status."""
    namespace = _parser().read(arguments)
    if namespace.format == _SCHEMA_FORMAT:
        streams.write((schema_text("affected"),))
        return 0
    host = this_host()
    output = console(namespace, host.variables)
    named = [absolute_path(host, file) for file in (*namespace.files, *listed_paths(namespace.files_from))]
    is_named = bool(named) or namespace.files_from is not None
    ref = namespace.since or (None if is_named else "HEAD")
    change = None if ref is None else change_since(host.working_directory, ref)
    changed = tuple(dict.fromkeys((*named, *(change.changed if change else ()))))
    document = _document(namespace, host, output, changed, change)
    if document.others and not output.quiet:
        names = ", ".join(document.others[:_MOST_NAMED]) + (", …" if len(document.others) > _MOST_NAMED else "")
        output.note(f"importls: note: what depends on files that are no modules is not known: {names}")
    if namespace.format == "json":
        streams.write((encode(document) + "\n",))
    else:
        streams.write(f"{printable(line)}\n" for line in _text(document, only_tests=namespace.tests))
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="importls affected",
        usage="importls affected [OPTION]… [FILE]…",
        description="List the modules and tests that depend on what changed.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("files", metavar="FILE", type=path, nargs="*", help="files that changed")
    parser.add_argument("--since", metavar="REF", help="what changed since this branch or commit (git)")
    parser.add_argument(
        "--files-from", metavar="FILE", type=path, help="read files from a file, - for standard input, one a line"
    )
    parser.add_argument("--tests", action="store_true", help="only test files, one a line (text)")
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


def _document(
    namespace: argparse.Namespace, host: Host, output: Console, changed: Sequence[str], change: Change | None
) -> AffectedDocument:
    paths = tuple(absolute_path(host, path) for path in namespace.path or (".",))
    snapshot = _snapshot(namespace, host, output, paths, Disk())
    reached = affected_by(snapshot, frozenset(changed))
    removed = frozenset(change.removed if change else ())
    known = set(snapshot.modules)
    if change is not None and any(path.endswith((".py", ".pyi", ".pyw")) for path in removed):
        earlier = _snapshot(namespace, host, output, paths, change.undone(Disk()))
        known |= earlier.modules.keys()
        before = affected_by(earlier, removed)
        reached |= {path: via for path, via in before.items() if path in snapshot.modules and path not in reached}
    shown = {path: shown_path(path, host.working_directory) for path in (*reached, *changed)}
    modules = [
        AffectedModule(snapshot.by_name(path), shown[path], is_test(path), _name(snapshot, via))
        for path, via in reached.items()
    ]
    return AffectedDocument(
        SCHEMA_VERSION,
        __version__,
        change.commit if change else None,
        sorted(shown[path] for path in changed),
        modules,
        sorted(module.path for module in modules if module.test),
        sorted(shown[path] for path in changed if path not in known),
    )


def _name(snapshot: Snapshot, path: str | None) -> str | None:
    """The module's name; of a removed one, its path."""
    return path if path is None or path not in snapshot.modules else snapshot.by_name(path)


def _snapshot(
    namespace: argparse.Namespace, host: Host, output: Console, paths: Sequence[str], disk: FileSystem
) -> Snapshot:
    target = find_targets(host, paths, target_options(namespace), output, disk)[0][0]
    project = find_project(target, paths)
    return build_snapshot(target.file_system, target.environment, project, unwatched, in_processes)


def _text(document: AffectedDocument, *, only_tests: bool) -> Iterator[str]:
    if only_tests:
        yield from document.tests
        return
    for module in document.modules:
        why = "changed" if module.via is None else f"through {module.via}"
        yield f"{module.path}  {'test' if module.test else 'module'}, {why}"
