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
from importls.cli.this_process import this_host
from importls.cli.view import add_view_options, named_project, narrowed

if TYPE_CHECKING:
    from importls.cli.console import Console
    from importls.graph_view import GraphView
    from importls.project import Project

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
    file = None if namespace.output is None else absolute_path(host, namespace.output)
    found = named_project(namespace, host, output)
    _protect(file, found.project)
    _write(narrowed(found.view(with_cycles=name != "json"), namespace), name, file, output)
    return found.status(output)


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
    add_view_options(parser)
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
