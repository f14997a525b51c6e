"""A syntax tree as lists, the same from every Python since 3.11. As a script: of each file named on standard input.

Newer nodes become what `importls.facts.newer_syntax` makes of them. Places are left out where versions disagree: of
texts in f-strings, of format specifications, and of tuples that are a whole field. 3.11 has none for f-strings.
"""

import ast
import json
import sys
import warnings

OLDER = {"TemplateStr": "JoinedStr", "Interpolation": "FormattedValue"}
NOT_COMPARED = {
    "kind",
    "type_comment",
    "type_ignores",
    "type_params",
    "ctx",
    "is_lazy",
    "str",
    "conversion",
    "format_spec",
}


NOWHERE, OUTSIDE_F_STRINGS, EVERYWHERE = range(3)
"""Whose places are kept."""


def plain(node, places):
    """The name of a node, where it stands, its fields that are not empty, and its type parameters."""
    if isinstance(node, list):
        return [plain(item, places) for item in node]
    if not isinstance(node, ast.AST):
        return ascii(node)
    kind = OLDER.get(type(node).__name__, type(node).__name__)
    if kind == "TypeAlias":
        return plain(older_type_alias(node), places)
    place = [getattr(node, name) for name in node._attributes if places and getattr(node, name, None) is not None]
    parameters = [parameter.name for parameter in getattr(node, "type_params", ())]
    return [kind, place, dict(fields(node, kind, places)), parameters]


def fields(node, kind, places):
    for name, value in ast.iter_fields(node):
        if kind == "JoinedStr":
            yield name, [plain(part, places_in(part, places)) for part in value if getattr(part, "value", "") != ""]
        elif name not in NOT_COMPARED and value is not None and value != []:
            yield name, plain(value, places)
    if kind == "FormattedValue":
        yield "conversion", node.conversion
        yield "format_spec", plain(node.format_spec, NOWHERE)


def places_in(part, places):
    """Of what stands in an f-string."""
    is_compared = not isinstance(part, ast.Constant) and not isinstance(part.value, ast.Tuple)
    return places if places == EVERYWHERE and is_compared else NOWHERE


def older_type_alias(node):
    place = {name: getattr(node.value, name) for name in node.value._attributes}
    parameters = [ast.arg(parameter.name, None, None, **place) for parameter in node.type_params]
    arguments = ast.arguments([], parameters, None, [], [], None, [])
    value = ast.Lambda(arguments, node.value, **place)
    return ast.copy_location(ast.Assign([node.name], value), node)


def plain_or_none(text, places):
    """What the running Python parses, None where it does not."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return plain(ast.parse(text), places)
        except (SyntaxError, ValueError, RecursionError):
            return None


if __name__ == "__main__":
    for line in sys.stdin:
        with open(line.strip(), encoding="utf-8") as file:
            sys.stdout.write(json.dumps(plain_or_none(file.read(), EVERYWHERE)) + "\n")
