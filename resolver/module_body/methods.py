"""The methods of texts, lists, paths and dictionaries, for values of which not everything may be known."""

from __future__ import annotations

from collections.abc import Callable

from resolver.module_body.list_edits import edit_list
from resolver.module_body.operators import WIDTH, joined_path, shown
from resolver.module_body.values import (
    UNKNOWN,
    Doubt,
    Entries,
    FilePath,
    Local,
    Reference,
    UnknownValue,
    forget,
    items_of,
    known,
)
from resolver.paths import flavour

Call = Callable[[str, list[object]], object]

_TEXT_METHODS = frozenset(
    {"capitalize", "endswith", "join", "lower", "lstrip", "partition", "removeprefix", "removesuffix"}
    | {"replace", "rpartition", "rsplit", "rstrip", "split", "startswith", "strip", "title", "upper"}
)
_SAME_PATH = frozenset({"absolute", "expanduser", "__str__", "as_posix", "__fspath__"})


def call_method(receiver: object, name: str, arguments: list[object], separator: str, call: Call) -> object:
    """The value of `receiver.name(…)`; arguments may be UNKNOWN. Raises UnknownValue, or RaisedError as Python does.

    `call` gives the value of a function of the standard library.
    """
    if isinstance(receiver, Entries):
        return _of_list(receiver, name, arguments)
    if isinstance(receiver, dict):
        return _of_dictionary(receiver, name, arguments)
    if any(isinstance(argument, Reference | Local) for argument in arguments):
        raise UnknownValue
    match receiver, name, arguments:
        case str(), "format", _ if not WIDTH.search(receiver):
            return receiver.format(*map(shown, arguments))
        case str(), _, _ if name in _TEXT_METHODS:
            plain = [items_of(item) if isinstance(item, Entries) else item for item in arguments]
            result = getattr(receiver, name)(*plain)
            return Entries(result) if isinstance(result, list) else result
        case FilePath(text), "joinpath", _:
            for argument in arguments:
                if not isinstance(argument, str | FilePath):
                    raise UnknownValue
                text = joined_path(separator, text, argument)
            return FilePath(text)
        case FilePath(), "resolve", _:
            return FilePath(str(call("os.path.realpath", [receiver])))
        case FilePath(text), "absolute", [] if not flavour(separator).isabs(text):
            return FilePath(str(call("os.path.abspath", [receiver])))
        case FilePath(text), "expanduser", [] if text.startswith("~"):
            return FilePath(str(call("os.path.expanduser", [receiver])))
        case FilePath(), "exists" | "is_dir" | "is_file", []:
            return call(f"pathlib.Path.{name}", [receiver])
        case FilePath(text), _, [] if name in _SAME_PATH:
            return text if name.startswith("__") or name == "as_posix" else receiver
        case _:
            raise UnknownValue


def _of_list(entries: Entries, name: str, arguments: list[object]) -> object:
    match name, arguments:
        case "copy", []:
            return Entries(list(entries.items), entries.doubt)
        case "index" | "count", [str()] if entries.doubt is Doubt.NONE:
            return getattr(entries.items, name)(*arguments)
        case "index" | "count", _:
            raise UnknownValue
        case "pop", [] if entries.doubt is Doubt.NONE:
            return _of_list(entries, name, [-1])
        case "pop", [int(position)] if entries.doubt is Doubt.NONE:
            value = entries.items[position]
            edit_list(entries, name, arguments)
            return value
        case _:
            edit_list(entries, name, arguments)
            return None


def _of_dictionary(dictionary: dict[object, object], name: str, arguments: list[object]) -> object:
    match name, arguments:
        case "keys", []:
            return tuple(items_of(dictionary))
        case "get", [key, *_] if UNKNOWN not in dictionary and key != UNKNOWN:
            return known(dictionary.get(*arguments))
        case "copy" | "get" | "items" | "values", _:
            raise UnknownValue
        case _:
            forget(dictionary)
            raise UnknownValue
