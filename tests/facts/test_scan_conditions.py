import ast
import itertools

from hypothesis import given
from hypothesis import strategies as st

from importls.facts.import_walk import walk_imports
from importls.facts.scan import scan

CONDITIONS = st.sampled_from(
    [
        "sys.version_info >= (3, 12)",
        "sys.version_info < (3, 9)",
        "sys.version_info > (3, 12)",
        "_sys.version_info >= (3, 12)",
        "six.PY3",
        "PY313",
        'sys.platform == "win32"',
        "sys.platform != 'linux'",
        "sys.platform == name",
        "TYPE_CHECKING",
        "not TYPE_CHECKING",
        "x",
        "x and sys.version_info >= (3, 12)",
    ]
)
STATEMENTS = st.sampled_from(
    ["import a", "import b", "pass", 'assert sys.platform == "win32"', "raise version_info", "'TYPE_CHECKING',"]
)


def indented(lines):
    return ["    " + line for line in lines]


def conditional(parts):
    (first, body), *others, orelse = parts
    lines = [f"if {first}:", *indented(body)]
    for test, block in others:
        lines += [f"elif {test}:", *indented(block)]
    return [*lines, "else:", *indented(orelse)] if orelse else lines


def grown(blocks):
    chains = st.tuples(st.lists(st.tuples(CONDITIONS, blocks), min_size=1, max_size=3), st.none() | blocks).map(
        lambda parts: conditional([*parts[0], parts[1]])
    )
    functions = blocks.map(lambda body: ["def version_info():", *indented(body)])
    return st.lists(chains | functions | blocks, min_size=1, max_size=3).map(
        lambda parts: list(itertools.chain.from_iterable(parts))
    )


PROGRAMS = st.recursive(STATEMENTS.map(lambda line: [line]), grown, max_leaves=12).map("\n".join)


@given(PROGRAMS, st.sampled_from([((3, 8), "win32"), ((3, 12), "linux"), ((3, 14), "darwin")]))
def test_conditions_about_the_target_are_decided_as_the_walk_over_the_tree_does(text, target):
    version, platform = target
    walked = walk_imports(ast.parse(text), text, version=version, platform=platform)
    assert scan(text.encode(), version=version, platform=platform).imports == walked
