"""`importls rename`: renames or moves a module, a package or a folder, and rewrites every import of it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from importls.cli import streams
from importls.cli.failure import Failure
from importls.cli.inputs import absolute_path
from importls.cli.moving import make
from importls.cli.options import add_output_options, add_target_options, console
from importls.cli.parser import Parser, path
from importls.cli.patch import patch
from importls.cli.target import find_project, find_target
from importls.cli.target_options import target_options
from importls.cli.this_process import this_host
from importls.did_you_mean import hint
from importls.facts.source import decode
from importls.output.printable import printable
from importls.renaming.obstacles import names_that_cannot_be, obstacles
from importls.renaming.places import missing_packages, path_for_module, paths_of_module
from importls.renaming.rename import Renaming, rename
from importls.renaming.verification import new_contents, what_is_lost
from importls.report import relative_prose, shown_path
from importls.snapshot import build_snapshot

if TYPE_CHECKING:
    from importls.host import Host
    from importls.project import Project
    from importls.renaming.editing import Left
    from importls.snapshot import Snapshot
    from resolver.file_system import FileSystem

_SUFFIXES = (".py", ".pyi")
_EXAMPLES = """
OLD and NEW are names of modules or packages, or paths of files or folders. Rewritten are import statements wherever
they stand, relative ones too, in what moves as in what stays; dotted names in code (`a.b.x` after `import a.b`),
`__all__`, strings of dynamic imports and of mock.patch, texts that are the full name of a module, entry points and the
settings of importls in pyproject.toml. Variables keep their names: `from a import b` becomes `from a import c as b`.
What may name the module and is not rewritten (comments, computed names) is listed.

Everything is done or nothing: before anything is written, every import of the result is resolved. Files that git tracks
are moved with `git mv`.

exit status:
  0  renamed, or shown what would be
  2  wrong usage, configuration or input; nothing was changed
  3  a bug in importls

examples:
  importls rename shop.models.user shop.models.account      a module
  importls rename shop.util shop.core.util                  a package, into another one
  importls rename src/shop/cart.py src/shop/cart/__init__.py  a module becomes a package
  importls rename --diff shop.cart shop.basket              only show what would change
"""


def run(arguments: Sequence[str]) -> int:
    """Run the command and give its exit status."""
    namespace = _parser().read(arguments)
    host = this_host()
    output = console(namespace, host.variables)
    old, new = _file(host, namespace.old), _file(host, namespace.new)
    paths = tuple(absolute_path(host, written) for written in namespace.path or (".",))
    target = find_target(host, paths[0], target_options(namespace), output)
    project = find_project(target, paths)
    if project.problems:
        first, *further = (relative_prose(problem, host.working_directory) for problem in project.problems)
        raise Failure(first, further=further)
    old = old or _old_path(project, namespace.old, host)
    new = _new_path(target.file_system, project, old, new, namespace.new)
    snapshot = build_snapshot(target.file_system, target.environment, project)
    _refuse(obstacles(snapshot, {old: new}), host)
    renaming = rename(snapshot, {old: new})
    _refuse(names_that_cannot_be(renaming), host)
    contents = _contents(snapshot, renaming, host)
    created = missing_packages(target.file_system, old, new)
    if not namespace.force:
        _refuse(_lines(what_is_lost(snapshot, renaming, contents)), host, "--force renames nevertheless")
    if namespace.diff:
        streams.write(patch(snapshot.file_system, renaming.paths, contents, created, host.working_directory))
    else:
        make(renaming.paths, created, contents)
        streams.write(f"{printable(line)}\n" for line in _summary(renaming, contents, created, host))
    for line in _lines(renaming.left):
        output.note(f"importls: not rewritten: {relative_prose(line, host.working_directory)}")
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="importls rename",
        usage="importls rename [OPTION]… OLD NEW",
        description="Rename or move a module, a package or a folder, and rewrite every import of it.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("old", metavar="OLD", type=path, help="a module or package of the project, or its path")
    parser.add_argument("new", metavar="NEW", type=path, help="its new name, or its new path")
    parser.add_argument("--diff", action="store_true", help="change nothing, print what would change as a patch")
    parser.add_argument("--force", action="store_true", help="even where an import would find something else then")
    parser.add_argument(
        "--path", metavar="PATH", type=path, action="append", help="where the project is (repeatable; default: .)"
    )
    add_target_options(parser)
    add_output_options(parser)
    return parser


def _file(host: Host, written: str) -> str | None:
    """The absolute path that is meant; None for the name of a module."""
    is_path = written.endswith(_SUFFIXES) or "/" in written or os.sep in written
    return absolute_path(host, written) if is_path else None


def _old_path(project: Project, name: str, host: Host) -> str:
    """The path of the module of this name. Raises Failure where there is none, or several."""
    found = paths_of_module(project, name)
    if len(found) > 1:
        shown = ", ".join(shown_path(path, host.working_directory) for path in found)
        raise Failure(f"several files are the module `{name}`: {shown}", "name the path that is meant")
    if not found:
        raise Failure(f"the project has no module `{name}`", hint(name, {file.name for file in project.files}))
    return found[0]


def _new_path(file_system: FileSystem, project: Project, old: str, new: str | None, name: str) -> str:
    """Where the module is to lie. Raises Failure where its name cannot be one."""
    if new is not None:
        return os.path.join(new, os.path.basename(old)) if os.path.isdir(new) else new
    wrong = next((part for part in name.split(".") if not part.isidentifier()), None)
    if wrong is not None:
        raise Failure(f"`{name}` cannot be the name of a module", f"a path has a slash: ./{name}")
    package = name.rpartition(".")[0]
    above = [file.path for file in project.files if file.name == package and not file.is_package]
    if above and above[0] != old:
        raise Failure(
            f"`{package}` is a module, in which no other one can lie",
            f"make it a package first: importls rename {above[0]} {above[0].removesuffix('.py')}/__init__.py",
        )
    return path_for_module(file_system, project, old, name)


def _refuse(problems: Iterator[str], host: Host, advice: str | None = None) -> None:
    """Raise Failure with all problems, if there are any."""
    found = [relative_prose(problem, host.working_directory) for problem in problems]
    if found:
        raise Failure(found[0], advice, further=found[1:])


def _contents(snapshot: Snapshot, renaming: Renaming, host: Host) -> dict[str, bytes]:
    """The new bytes of every edited file. Raises Failure where one cannot be made or has changed meanwhile."""
    try:
        contents = new_contents(snapshot, renaming.edits)
        changed = [
            path for path in contents if path.endswith(_SUFFIXES) and _text(snapshot, path) != snapshot.text(path)
        ]
    except OSError as error:
        raise Failure(f"{error.filename}: {error.strerror}") from None
    wrong = [path for path, data in contents.items() if data is None]
    if wrong or changed:
        shown = shown_path((*wrong, *changed)[0], host.working_directory)
        raise Failure(f"{shown} cannot be rewritten in its encoding" if wrong else f"{shown} has just been changed")
    return {path: data for path, data in contents.items() if data is not None}


def _text(snapshot: Snapshot, path: str) -> str:
    return decode(snapshot.file_system.read_bytes(path)).text


def _lines(left: Iterator[Left] | Sequence[Left]) -> Iterator[str]:
    return (f"{one.path}:{one.position.line}: {one.message}" for one in left)


def _summary(renaming: Renaming, contents: Mapping[str, bytes], created: Sequence[str], host: Host) -> Iterator[str]:
    folder = host.working_directory
    for old, new in renaming.paths.items():
        yield f"{shown_path(old, folder)} -> {shown_path(new, folder)}"
    for file in created:
        yield f"{shown_path(file, folder)} created"
    edits, files = len(renaming.edits), len(contents)
    yield f"{edits} {'place' if edits == 1 else 'places'} in {files} {'file' if files == 1 else 'files'} rewritten"
