"""`scan` against `ast`: the same imports, ranges and timing on every file of the standard library and site-packages.

The oracle shares no code with importls: it walks the tree by itself and decides conditions by evaluating them, with
stand-ins for `sys` and `os`, under every assignment of what it does not know.
"""

from __future__ import annotations

import ast
import itertools
import sys
import sysconfig
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest

from importls.facts.imports import Timing
from importls.facts.scan import scan
from importls.facts.source import decode
from tests.differential.popular_environments import environment_with

CHUNKS = 16
TARGETS = [((3, 8), "win32"), ((3, 12), "linux"), ((3, 14), "darwin")]


OTHER_INTERPRETERS = 10
"""Of the standard libraries of other interpreters every tenth file is read: they differ little."""


def corpora():
    own = {sysconfig.get_path("stdlib"): 1, sysconfig.get_path("purelib"): 1}
    places = [(Path.home() / ".pyenv" / "versions").glob("*/lib/python3.*"), Path("/usr/lib").glob("python3.*")]
    others = {str(path): OTHER_INTERPRETERS for path in itertools.chain(*places) if path.is_dir()}
    return sorted({**others, **own}.items())


def files(folder, chunk, step):
    own = sorted(path for path in Path(folder).rglob("*.py*") if path.suffix in (".py", ".pyi") and path.is_file())
    is_library = Path(folder).name.startswith("python3.")
    if is_library:
        own = [path for path in own if "site-packages" not in path.parts and "dist-packages" not in path.parts]
    return own[chunk * step :: CHUNKS * step]


@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize(("folder", "step"), corpora())
def test_scan_equals_a_walk_over_the_tree(folder, step, chunk):
    for number, path in enumerate(files(folder, chunk, step)):
        version, platform = TARGETS[number % len(TARGETS)]
        check(path, path.read_bytes(), version, platform)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_scan_equals_a_walk_over_the_tree_of_popular_packages(chunk):
    (folder,) = environment_with("corpus.txt", sys.executable).glob("lib/python3*/site-packages")
    test_scan_equals_a_walk_over_the_tree(folder, 1, chunk)


def check(path, data, version, platform):
    expected = oracle(data, version, platform)
    if expected is None:
        return  # newer or older than the grammar of this host, or broken on purpose
    found = scan(data, version=version, platform=platform, is_stub=str(path).endswith(".pyi"))
    assert (path, found.syntax_errors) == (path, ())
    assert [(path, flat(statement)) for statement in found.imports] == [(path, statement) for statement in expected]
    start = scan(data, version=version, platform=platform, is_stub=str(path).endswith(".pyi"), compiles=lambda: True)
    assert (path, start) == (path, found)


def flat(statement):
    (start, end) = ((place.line, place.column) for place in (statement.range.start, statement.range.end))
    names = None if statement.names is None else [(name.name, name.alias) for name in statement.names]
    timing = statement.timing
    return statement.module, statement.level, names, statement.alias, start, end, timing


def oracle(data, version, platform):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    lines = decode(data).text.split("\n")
    walk = Walk(lines, worlds(version, platform))
    for alias in ast.walk(tree):
        if isinstance(alias, ast.alias) and alias.name == "TYPE_CHECKING" and alias.asname:
            walk.typing_names.add(alias.asname)
    walk.visit(tree)
    return sorted(walk.found, key=lambda statement: statement[4])


def worlds(version, platform):
    return [
        {
            "sys": SimpleNamespace(version_info=VersionInfo((*version, micro, level, 0)), platform=platform),
            "os": SimpleNamespace(name="nt" if platform == "win32" else "posix"),
        }
        for micro, level in ((0, "alpha"), (9, "final"))
    ]


class VersionInfo(tuple):
    __slots__ = ()
    major = property(lambda self: self[0])
    minor = property(lambda self: self[1])


class Walk(ast.NodeVisitor):
    def __init__(self, lines, possible_worlds):
        self.lines = lines
        self.worlds = possible_worlds
        self.typing_names = {"TYPE_CHECKING", "MYPY"}
        self.found = []
        self.timing = Timing.IMPORT_TIME
        self.is_top_level = False

    def under(self, timing, nodes):
        before = self.timing
        self.timing = max(before, timing)
        for node in nodes:
            self.visit(node)
        self.timing = before

    def visit_FunctionDef(self, node):
        self.under(Timing.DEFERRED, node.body)

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the visitor's protocol

    def visit_If(self, node):
        # A chain of `elif` is followed by a loop, it may be longer than the recursion limit.
        before = self.timing
        self.is_top_level = node.col_offset == 0
        while True:
            self.under(self.decide(node.test, wanted=True), node.body)
            self.timing = max(self.timing, self.decide(node.test, wanted=False))
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
                break
            node = node.orelse[0]
            self.is_top_level = False
        self.under(self.timing, node.orelse)
        self.timing = before

    def decide(self, test, *, wanted):
        if self.is_top_level and wanted and is_main_guard(test):
            return Timing.DEFERRED
        at_run_time = self.values(test, typing=False)
        if wanted in at_run_time:
            return Timing.IMPORT_TIME
        return Timing.TYPING if wanted in self.values(test, typing=True) else Timing.UNREACHABLE

    def values(self, test, *, typing):
        """Every value that the condition can have."""
        atoms = Atoms(self.typing_names)
        expression = ast.fix_missing_locations(ast.Expression(atoms.visit(ast.parse(ast.unparse(test)).body[0].value)))
        code = compile(expression, "condition", "eval")
        found = set()
        unknown = range(atoms.unknown)
        for world, *values in itertools.product(self.worlds, *((False, True) for _ in unknown[:8])):
            names = {f"unknown_{number}": value for number, value in zip(unknown, values, strict=False)}
            try:
                found.add(bool(eval(code, {"typing": typing, **world, **names})))
            except (TypeError, NameError, IndexError, AttributeError, ValueError):
                return {False, True}
        return found

    def visit_Import(self, node):
        for alias in node.names:
            self.found.append((alias.name, 0, None, alias.asname, *self.range(alias), self.timing))

    def visit_ImportFrom(self, node):
        names = [(alias.name, alias.asname) for alias in node.names]
        names = [] if names == [("*", None)] else names
        self.found.append((node.module or "", node.level, names, None, *self.range(node), self.timing))

    def generic_visit(self, node):
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.expr):
                self.visit(child)

    def range(self, node):
        return self.place(node.lineno, node.col_offset), self.place(node.end_lineno, node.end_col_offset)

    def place(self, line, utf8_offset):
        return line, len(self.lines[line - 1].encode()[:utf8_offset].decode()) + 1


def is_main_guard(test):
    first = test.values[0] if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And) else test
    return ast.unparse(first) in {"__name__ == '__main__'", "'__main__' == __name__"}


class Atoms(ast.NodeTransformer):
    """Make every operand of a condition that is not about version, platform or type checking an unknown."""

    def __init__(self, typing_names):
        self.typing_names = typing_names
        self.unknown = 0

    def visit(self, node):
        if isinstance(node, ast.BoolOp):
            return ast.BoolOp(node.op, [self.visit(value) for value in node.values])
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return ast.UnaryOp(node.op, self.visit(node.operand))
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in self.typing_names:
                return ast.Name("typing", ast.Load())
        if self.is_known(node):
            return node
        self.unknown += 1
        return ast.Name(f"unknown_{self.unknown - 1}", ast.Load())

    def is_known(self, node):
        if not isinstance(node, ast.Compare | ast.Call):
            return False
        names = {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}
        attributes = {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}
        known = {"version_info", "platform", "name", "major", "minor", "startswith"}
        return bool(names) and names <= {"sys", "os"} and attributes <= known and not has_calls(node)


def has_calls(node):
    """Whether there is a call other than `sys.platform.startswith(…)`."""
    calls = [inner for inner in ast.walk(node) if isinstance(inner, ast.Call)]
    return any(getattr(call.func, "attr", None) != "startswith" for call in calls)


@pytest.mark.parametrize(
    "condition",
    [
        "sys.version_info > (3, 12)",
        "sys.version_info <= (3, 12)",
        "sys.version_info == (3, 12)",
        "sys.version_info[:2] == (3, 12)",
        "sys.version_info[:2] > (3, 12)",
        "sys.version_info[0] == 2",
        "(3,) <= sys.version_info",
        "sys.version_info < (3, 12, 1)",
        "sys.version_info[1] >= 12",
        "sys.version_info.major < 3",
        "3 > sys.version_info[0]",
        "sys.platform == 'win32'",
        "'linux' != sys.platform",
        "sys.platform in ('win32', 'cygwin')",
        "sys.platform not in {'win32', 'cygwin'}",
        "sys.platform.startswith('win')",
        "sys.platform.startswith(('win', 'lin'))",
        "sys.platform[:3] == 'win'",
        "os.name == 'nt'",
        "os.name != 'posix'",
        "TYPE_CHECKING",
        "not TYPE_CHECKING",
        "typing.TYPE_CHECKING and other",
        "TYPE_CHECKING or other",
        "not (TYPE_CHECKING or MYPY)",
        "TYPE_CHECKING or sys.version_info >= (3, 99)",
        "TYPE_CHECKING and sys.version_info < (3,)",
        "not TYPE_CHECKING and sys.platform == 'win32'",
        "PY2",
        "six.PY3",
        "other or sys.platform == 'linux'",
        "sys.version_info >= (3, 12, 0, 'beta')",
        "sys.version_info >= (3, 13, 0, 'beta')",
        "'java' in sys.platform",
        "'win' not in sys.platform",
    ],
)
@pytest.mark.parametrize(("version", "platform"), [*TARGETS, (sys.version_info[:2], "linux")])
def test_conditions_are_decided_as_evaluating_them_would(condition, version, platform):
    shapes = [
        "import sys\nif {0}:\n    import a\nelse:\n    import b\n",
        "def f():\n    if {0}:\n        import a\n    elif x:\n        import b\n    import c\n",
        "if x:\n    import a\nelif {0}:\n    import b\nelse:\n    import c\nimport d\n",
        "if ({0}\n        and y):\n    from . import a\nclass C:\n    import c\n",
    ]
    for shape in shapes:
        check(condition, shape.format(condition).encode(), version, platform)
