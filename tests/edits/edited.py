"""One edit of one import statement of a text."""

from importls.edits.source import Imported, read_source
from importls.edits.text_edits import in_order, replaced


def source_of(text, version=(3, 12)):
    source = read_source(text, version)
    assert source is not None, text
    return source


def imported_at(source, line, names=None):
    """The import statement on a line, with all names or some of them."""
    for imported in source.imports_at(line):
        aliases = tuple(alias for alias in imported.aliases if names is None or alias.name in names)
        if aliases:
            return Imported(imported.number, imported.statement, aliases, imported.is_in_block)
    raise AssertionError(names)


def after(text, replacements):
    """The text after replacements, which has to be Python."""
    assert replacements is not None
    ordered = in_order(replacements)
    assert ordered is not None
    edited = replaced(text, ordered)
    source_of(edited)
    return edited
