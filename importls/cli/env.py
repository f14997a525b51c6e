"""`importls env`: what imports are resolved against, where each part of it came from, and why it was chosen."""

from __future__ import annotations

from collections.abc import Sequence

from importls.cli import streams
from importls.cli.options import add_output_options, add_start_options, add_target_options, console
from importls.cli.parser import Parser, one_of
from importls.cli.target import find_project, find_target
from importls.cli.target_options import target_options
from importls.cli.this_process import this_host
from importls.output.generate_schema import schema_text
from importls.output.json_document import encode
from importls.output.printable import printable
from importls.shown_environment import environment_document, environment_lines

_SCHEMA_FORMAT = "json-schema"
_EXAMPLES = """
examples:
  importls env
  importls env --python .venv --format json
  importls env --flags "-I"
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command."""
    namespace = _parser().read(arguments)
    if namespace.format == _SCHEMA_FORMAT:
        streams.write((schema_text("env"),))
        return 0
    host = this_host()
    output = console(namespace, host.variables)
    target = find_target(host, host.working_directory, target_options(namespace), output)
    roots = [root.path for root in find_project(target, (host.working_directory,)).roots]
    document = environment_document(target, roots, host.working_directory)
    if namespace.format == "json":
        streams.write((encode(document) + "\n",))
    else:
        streams.write(f"{printable(line)}\n" for line in environment_lines(document))
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="importls env",
        usage="importls env [OPTION]…",
        description="Show the interpreter and the search path that imports are resolved against, and why.",
        epilog=_EXAMPLES,
    )
    formats = ("text", "json", _SCHEMA_FORMAT)
    parser.add_argument(
        "--format",
        type=one_of("format", formats),
        default="text",
        help=f"text or json; {_SCHEMA_FORMAT} prints the JSON Schema (default: text)",
    )
    add_target_options(parser)
    add_start_options(parser)
    add_output_options(parser)
    return parser
