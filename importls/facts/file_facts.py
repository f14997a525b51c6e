"""Everything that one look at the bytes of a file tells; made once for each content, and cheap to keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import IntFlag

import msgspec
from msgspec.structs import force_setattr

from importls.facts.imports import Import, Timing
from importls.facts.scan import decode_file, scan_decoded
from importls.facts.source import SyntaxProblem


class Mention(IntFlag):
    """Words that a file holds somewhere, be it in a string: without them some questions need no second look."""

    NOTHING = 0
    IMPORTLS = 1
    """A comment may speak to importls."""
    MODULES = 2
    """`sys.modules` or finders: the file may make modules appear."""
    MAIN = 4
    """A `#!` line or `__main__`: the file may be a script."""


class FileFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The imports of a file in source order, why CPython could not compile it, and what it defines.

    `definitions` are the names of definitions and plain assignments at the start of a line, one a line. A line inside a
    string may look like one and add a name too many; names that are bound in other ways are missing. `unreadable` says
    why the bytes could not be had.
    """

    imports: tuple[Import, ...] = ()
    syntax_errors: tuple[SyntaxProblem, ...] = ()
    definitions: str = ""
    mentions: Mention = Mention.NOTHING
    unreadable: str = ""

    def quick_names(self) -> frozenset[str]:
        """Names that the module may bind: what is defined or imported in plain sight. A `Reading` knows all of them."""
        names = set(self.definitions.split("\n"))
        for statement in self.imports:
            names.update(_bound_by(statement))
        return frozenset(names)


def share_names(facts: FileFacts, known: dict[object, object]) -> FileFacts:
    """The same facts with what is equal in many files, the names in imports, as the same objects as in `known`.

    Facts that come from another process have texts of their own: half of the memory that imports take.
    """
    for statement in facts.imports:
        module, names = statement.module, statement.names
        # What is replaced is equal: whoever has the statement already sees no difference.
        force_setattr(statement, "module", known.setdefault(module, module))
        if names:
            force_setattr(statement, "names", known.setdefault(names, names))
    return facts


def read_facts(
    data: bytes,
    *,
    version: tuple[int, int],
    platform: str,
    is_stub: bool = False,
    compiles: Callable[[], bool] = lambda: False,
) -> FileFacts:
    """The facts of the file with these bytes, as the target runs it; arguments are those of `scan`."""
    source = decode_file(data)
    found = scan_decoded(source, version=version, platform=platform, is_stub=is_stub, compiles=compiles)
    imports = tuple(map(_never_run, found.imports)) if is_stub else found.imports
    return FileFacts(imports, found.syntax_errors, definitions(source.utf8), _mentions(data))


# Each begins with plain text, which makes searching for it fast.
_DEFINITION = re.compile(
    rb"\n(?=[a-zA-Z_\x80-\xff])(?:(?:async[ \t]+)?def[ \t]+([\w\x80-\xff]+)|class[ \t]+([\w\x80-\xff]+)"
    rb"|([\w\x80-\xff]+)[ \t]*(?::[^=\n]*)?=(?!=))"
)


def definitions(utf8: bytes) -> str:
    """`FileFacts.definitions` of a decoded file."""
    found = _DEFINITION.findall(utf8)
    first = _DEFINITION.match(b"\n" + utf8[: utf8.find(b"\n") + 1 or len(utf8)])
    if first is not None:
        found.append(first.groups(b""))
    return b"\n".join(sorted({function or name or assigned for function, name, assigned in found})).decode()


def _mentions(data: bytes) -> Mention:
    mentions = Mention.NOTHING
    if b"importls:" in data:
        mentions |= Mention.IMPORTLS
    if (b"modules" in data and (b"sys.modules" in data or b"import modules" in data)) or b"meta_path" in data:
        mentions |= Mention.MODULES
    if data.startswith(b"#!") or b"__main__" in data:
        mentions |= Mention.MAIN
    return mentions


def _never_run(statement: Import) -> Import:
    """Only type checkers read a stub file."""
    return msgspec.structs.replace(statement, timing=Timing.TYPING)


def _bound_by(statement: Import) -> Iterator[str]:
    if statement.timing not in (Timing.IMPORT_TIME, Timing.LAZY):
        return
    if statement.names is None:
        yield statement.alias or statement.module.partition(".")[0]
    else:
        yield from (name.alias or name.name for name in statement.names)
