import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.facts.guards import Guard
from importls.facts.layout import guard_by_layout
from importls.facts.reading import read
from importls.facts.scan import scan
from tests.facts.test_scan import PIECES


def guard_of(source, module="a"):
    found = read(source, version=(3, 12), platform="linux")
    (statement,) = (s for s in scan(source.encode(), version=(3, 12), platform="linux").imports if s.module == module)
    return found.guards[statement.range.start]


@pytest.mark.parametrize(
    "source",
    [
        "import a",
        "class C:\n import a",
        "def f():\n import a",
        "with b: import a",
        "with pytest.raises(ValueError): import a",
        "with open(b): import a",
        "with warnings.catch_warnings(): import a",
        "try: import a\nfinally: pass",
        "try: pass\nexcept ImportError: pass\nfinally: import a",
        "try: pass\nexcept* ImportError: pass\nfinally: import a",
        "if True: import a",
        "if 1: pass\nimport a",
        "if b: c()\nimport a",
        "def f():\n return 1\nimport a",
        "try: import b\nexcept ImportError: raise X\nimport a",
    ],
)
def test_an_import_that_always_runs_has_no_guard(source):
    assert guard_of(source) is Guard.NONE


@pytest.mark.parametrize(
    "source",
    [
        "if b: import a",
        "if name: import a",
        "if name == 'nt': import a",
        "if b: pass\nelse: import a",
        "for b in c: import a",
        "while b: import a",
        "match b:\n case 1: import a",
        "try: import a\nexcept ValueError: pass",
        "try: import a\nexcept (KeyError, OSError): pass",
        "if b: raise X\nimport a",
        "def f():\n if b: return\n import a",
        "if b: sys.exit(1)\nimport a",
        "if b:\n if c: raise X\nimport a",
        "pytest.importorskip('x')\nimport a",
        "x = pytest.importorskip('x')\nimport a",
        "if __name__ == '__main__': import a",
        "with mock.patch.dict(sys.modules, {'a': b}): import a",
        "with b(): import a",
    ],
)
def test_an_import_under_any_other_condition_is_conditional(source):
    assert guard_of(source) is Guard.CONDITIONAL


@pytest.mark.parametrize(
    "source",
    [
        "try: import a\nexcept ImportError: pass",
        "try: import a\nexcept ModuleNotFoundError: pass",
        "try: import a\nexcept Exception: pass",
        "try: import a\nexcept: pass",
        "try: import a\nexcept (ValueError, ImportError): pass",
        "try: import a\nexcept errors: pass",
        "try: import a\nexcept m.Missing: pass",
        "try: import b\nexcept ImportError: import a",
        "try: import b\nexcept ImportError: pass\nelse: import a",
        "try:\n if c:\n  import a\nexcept ImportError: pass",
        "with ignored(ImportError): import a",
        "with suppress(ImportError): import a",
        "with contextlib.suppress(ValueError, Exception): import a",
        "with pytest.raises(ModuleNotFoundError): import a",
        "with self.assertRaises(ImportError) as c: import a",
        "with try_import(): import a",
        "if find_spec('a'): import a",
        "if importlib.util.find_spec('a') is not None: import a",
        "if sys.version_info >= (3, 8): import a",
        "if sys.version_info < (3, 8): pass\nelse: import a",
        "if sys.platform == 'linux': import a",
        "if os.name == 'posix': import a",
        "if (3, 8) <= sys.version_info: import a",
        "if (3, 12) == sys.version_info[:2]: import a",
        "if (4,) > sys.version_info: import a",
        "if platform.system() == 'Linux': import a",
        "if TYPE_CHECKING: import a",
        "if TYPE_CHECKING: pass\nelse: import a",
        "from typing import TYPE_CHECKING as TC\nif TC: import a",
        "if sys.implementation.name == 'cpython': import a",
        "if hasattr(x, 'y'): import a",
        "if 'a' in sys.modules: import a",
        "HAS_A = find_spec('a') is not None\nif HAS_A: import a",
        "try: import b\nexcept ImportError: b = None\nif b is not None: import a",
        "if find_spec('a') is None: raise X\nimport a",
    ],
)
def test_an_import_whose_failure_is_provided_for_is_handled(source):
    assert guard_of(source) is Guard.HANDLED


@pytest.mark.parametrize(
    "source",
    [
        "raise X\nimport a",
        "def f():\n return 1\n import a",
        "if False: import a",
        "if 0: import a",
        "if not True: import a",
        "if True: pass\nelse: import a",
        "if b: raise X\nelse: raise Y\nimport a",
        "if sys.version_info < (3,): import a",
        "if (3, 8) > sys.version_info: import a",
        "if (3, 8) >= sys.version_info: import a",
        "if (3, 13) <= sys.version_info: import a",
        "if (4,) < sys.version_info: import a",
        "if 12 != sys.version_info[1]: import a",
        "if 12 < sys.version_info.minor: import a",
        "if sys.platform != 'linux': import a",
        "while 0: import a",
    ],
)
def test_an_import_that_cannot_run_is_unreachable(source):
    assert guard_of(source) is Guard.UNREACHABLE


@pytest.mark.parametrize(
    ("source", "guard"),
    [
        ("import a", Guard.NONE),
        ("class C:\n    def f(self):\n        # here\n\n        from a import b", Guard.NONE),
        ("async def f():\n\timport a", Guard.NONE),
        ("try:\n    import a", Guard.HANDLED),
        ("if x:\n    def f():\n        import a", Guard.HANDLED),
        ("def f():\n    with x:\n        import a", Guard.HANDLED),
        ("try: import a", Guard.HANDLED),
        ("if x:\n    y\nimport a", Guard.NONE),
    ],
)
def test_layout_alone_tells_the_guard_of_a_file_that_cannot_be_parsed(source, guard):
    assert guard_by_layout(source, source.count("\n") + 1) is guard


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=100), st.integers(-1, 50))
def test_guard_by_layout_never_raises(text, line):
    assert guard_by_layout(text, line) in (Guard.NONE, Guard.HANDLED)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_every_import_that_scan_reports_has_a_guard_where_the_file_parses(text):
    found = read(text, version=(3, 12), platform="linux")
    if found is None or "\r" in text or text.startswith("\ufeff"):
        return  # `read` is for text that `decode` has made
    starts = {s.range.start for s in scan(text.encode(), version=(3, 12), platform="linux").imports}
    assert starts == set(found.guards) or "coding" in text
