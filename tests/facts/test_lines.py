from importls.facts.guards import Guard
from importls.facts.layout import guard_by_layout
from importls.facts.lines import lines_of
from importls.facts.scan import scan
from importls.facts.statement import module_range, name_range


def times_split(ask):
    """How often `ask` needs the lines of a text, and how often a text is split for it."""
    before = lines_of.cache_info()
    ask()
    after = lines_of.cache_info()
    return after.hits + after.misses - before.hits - before.misses, after.misses - before.misses


def test_lines_end_at_line_feeds_only():
    assert lines_of("a\x0c\u2028b\n\nc") == ("a\x0c\u2028b", "", "c")
    assert lines_of("") == ("",)


def test_guards_of_a_file_are_worked_out_once_however_many_imports_are_asked_about():
    text = "def once():\n" + "    import a\n" * 50

    def ask():
        assert {guard_by_layout(text, line) for line in range(2, 52)} == {Guard.NONE}

    assert times_split(ask) == (1, 1)


def test_a_file_is_split_once_for_the_places_in_all_of_its_statements():
    text = "import twice\n" * 50
    statements = scan(text.encode(), version=(3, 12), platform="linux").imports

    def ask():
        assert [module_range(text, statement) for statement in statements] == [s.range for s in statements]

    assert times_split(ask)[1] == 1


def test_a_statement_is_read_once_for_all_of_its_names():
    text = "from thrice import (\n" + "".join(f"    name{number},\n" for number in range(50)) + ")\n"
    (statement,) = scan(text.encode(), version=(3, 12), platform="linux").imports

    def ask():
        assert [name_range(text, statement, index).start.line for index in range(50)] == list(range(2, 52))

    assert times_split(ask) == (1, 1)
