"""`importls init`: writes a commented configuration, with what other tools were told."""

from __future__ import annotations

import os
from collections.abc import Sequence

from importls.cli import streams
from importls.cli.failure import Failure
from importls.cli.files import replace_all
from importls.cli.inputs import absolute_path
from importls.cli.options import add_output_options, console
from importls.cli.parser import Parser, path
from importls.cli.this_process import this_host
from importls.other_tools import told_to_others
from importls.output.new_configuration import new_configuration
from importls.output.summary import count
from importls.report import shown_path
from importls.toml_document import TomlProblem, toml_document
from resolver.file_system.disk import Disk

_EXAMPLES = """
None is needed: `importls check` finds the environment and the roots by itself. The table goes into pyproject.toml
where there is one, else into importls.toml. Taken over are ignored imports of import-linter's contracts; source roots,
excluded files and forbidden cycles of tach; and modules that deptry lets be missing.

exit status:
  0  the configuration was written, or printed
  2  wrong usage, or there is a configuration already

examples:
  importls init
  importls init --print
  importls init services/shop
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit status."""
    namespace = _parser().read(arguments)
    host = this_host()
    folder = absolute_path(host, namespace.folder)
    if not os.path.isdir(folder):
        raise Failure(f"{namespace.folder} is no folder")
    told = told_to_others(Disk(), folder)
    pyproject = os.path.join(folder, "pyproject.toml")
    file = pyproject if os.path.exists(pyproject) else os.path.join(folder, "importls.toml")
    shown = shown_path(file, host.working_directory)
    before = _content(file, shown)
    text = new_configuration(told, in_pyproject=file == pyproject)
    if namespace.print:
        streams.write((text,))
        return 0
    _write(file, shown, before, text)
    taken = sum(item.setting is not None for item in told)
    over = f", with {count(taken, 'setting')} of other tools" if taken else ""
    console(namespace, host.variables).note(f"importls: wrote {shown}{over}")
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="importls init",
        usage="importls init [OPTION]… [FOLDER]",
        description="Write a commented configuration, with what import-linter, tach and deptry were told.",
        epilog=_EXAMPLES,
    )
    parser.add_argument(
        "folder", metavar="FOLDER", type=path, nargs="?", default=".", help="the project (default: this folder)"
    )
    parser.add_argument("--print", action="store_true", help="print the configuration, and write nothing")
    add_output_options(parser)
    return parser


def _content(file: str, shown: str) -> bytes | None:
    """What is in the file, None where there is none. Raises Failure where there is a configuration of importls."""
    own = os.path.join(os.path.dirname(file), "importls.toml")
    if os.path.lexists(own):
        raise Failure("there is a configuration already: importls.toml", "remove it to have it written anew")
    if not os.path.lexists(file):
        return None
    try:
        data = Disk().read_bytes(file)
    except OSError as error:
        raise Failure(f"{shown} cannot be read: {error.strerror}") from None
    document = toml_document(data)
    if isinstance(document, TomlProblem):
        raise Failure(f"{shown}:{document.line}: {document.message}")
    tools = document.get("tool", {})
    if not isinstance(tools, dict) or "importls" in tools:
        raise Failure(f"there is a configuration already: {shown} has the table [tool.importls]")
    return data


def _write(file: str, shown: str, before: bytes | None, text: str) -> None:
    """Put the text into a new file, or below what is in the file, with its line ends. Raises Failure."""
    if before is not None:
        line_end = b"\r\n" if b"\r\n" in before else b"\n"
        above = before.rstrip() + line_end * 2 if before.strip() else b""
        replace_all({file: before}, {file: above + text.encode().replace(b"\n", line_end)})
        return
    try:
        with open(file, "x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise Failure(f"{shown} cannot be written: {error.strerror}") from None
