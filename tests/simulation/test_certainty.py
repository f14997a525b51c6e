"""What a trace is certain of: errors that are surely reached and surely raised, and that nothing may be raised."""

import pytest

from importls.output.trace_record import trace_record
from importls.simulation.of_environment import universe_of
from importls.simulation.trace import Simulation
from resolver.environment.environment_at import environment_from_entries
from resolver.file_system.memory import MemoryFileSystem

UNKNOWN = "import sys\nunknown = sys.unknown\n"

CASES = {
    "a name that is not bound": ("x\n", "error", "certain"),
    "a name that is not bound, behind a branch that raises nothing": (
        f"{UNKNOWN}if unknown:\n    y = 1\nx\n",
        "error",
        "certain",
    ),
    "both ways of a branch lack the same name": (
        f"{UNKNOWN}def f():\n    return x\nif unknown:\n    f()\nelse:\n    f()\n",
        "error",
        "certain",
    ),
    "the ways of a branch raise different errors": (
        f"{UNKNOWN}if unknown:\n    x\nelse:\n    y\n",
        "error",
        "possible",
    ),
    "a branch that may raise comes first": (f"{UNKNOWN}if unknown:\n    import missing\nx\n", "error", "possible"),
    "a function of the program that takes too long comes first": (
        "def f():\n    for i in range(900):\n        for j in range(900):\n            i\nf()\nx\n",
        "error",
        "possible",
    ),
    "a file with a codec that nobody knows comes first": ("import coded\nx\n", "error", "possible"),
    "a name that is none of a package, nor found as a module of it": (
        f"{UNKNOWN}sys.path.append(unknown)\nfrom p import z\n",
        "error",
        "certain",
    ),
    "a metaclass may say what is a subclass": (
        "class M(type):\n    __subclasscheck__ = len\nclass A(metaclass=M):\n    pass\nif issubclass(int, A):\n    x\n",
        "ok",
        "possible",
    ),
    "a function is asked for what only some are given": (
        "def f():\n    pass\nif hasattr(f, '__mark__'):\n    y\nx\n",
        "error",
        "certain",
    ),
    "a function is asked for what it perhaps was given": (
        f"{UNKNOWN}def f():\n    pass\nif unknown:\n    f.mark = 1\nif hasattr(f, 'mark'):\n    x\n",
        "ok",
        "possible",
    ),
    "a module that leaves sys.modules and calls what may put another one there": ("import gone\n", "ok", "possible"),
    "somebody asks for the name of the caller's module": (
        "import sys\ndef f():\n    return sys._getframe(1).f_globals.get('__name__')\nf()\nx\n",
        "error",
        "certain",
    ),
    "somebody may bind variables of the caller's module": (
        "import sys\ndef f():\n    sys._getframe(1).f_globals.update(x=1)\nf()\nx\n",
        "ok",
        "certain",
    ),
    "somebody binds a variable of the caller's module": (
        "import sys\ndef f():\n    names = sys._getframe(1).f_globals\n    names['x'] = 1\nf()\nx\n",
        "ok",
        "certain",
    ),
    "somebody sets an attribute of the caller's module": (
        "import sys\ndef f():\n    sys.modules[sys._getframe(1).f_globals['__name__']].x = 1\nf()\nx\n",
        "ok",
        "certain",
    ),
    "somebody unknown gets the variables of the caller's module": (
        f"{UNKNOWN}def f():\n    unknown(sys._getframe(1).f_globals)\nf()\nx\n",
        "ok",
        "certain",
    ),
    "a module under another name, out of a package with a __getattr__ of which nothing is known": (
        "import hook.part as part\npart.x\n",
        "error",
        "certain",
    ),
    "nothing special": ("x = 1\n", "ok", "certain"),
    "a branch that may import what is not there": (f"{UNKNOWN}if unknown:\n    import missing\n", "ok", "possible"),
    "a branch that may raise": (f"{UNKNOWN}if unknown:\n    raise ValueError\n", "ok", "possible"),
    "a loop that may run": (f"{UNKNOWN}for x in unknown():\n    y\n", "ok", "possible"),
    "a context manager that may swallow": (f"{UNKNOWN}with unknown():\n    import missing\n", "ok", "possible"),
    "a handler of which nobody knows what it catches": (
        f"{UNKNOWN}try:\n    import missing\nexcept unknown:\n    pass\n",
        "ok",
        "possible",
    ),
    "a function that may not find a name": (
        f"{UNKNOWN}def f():\n    if unknown:\n        return x\nf()\n",
        "ok",
        "possible",
    ),
    "a check in a function": (
        f"{UNKNOWN}def f(x):\n    if not x:\n        raise ValueError\nf(unknown)\n",
        "ok",
        "certain",
    ),
    "an assertion": (f"{UNKNOWN}if unknown:\n    assert not 1\n", "ok", "certain"),
    "what may be raised is caught": (
        f"{UNKNOWN}try:\n    if unknown:\n        import missing\nexcept ImportError:\n    pass\n",
        "ok",
        "certain",
    ),
    "what may be raised is caught, and the handler raises": (
        f"{UNKNOWN}try:\n    if unknown:\n        import missing\nexcept ImportError:\n    x\n",
        "ok",
        "possible",
    ),
    "a file with a codec that nobody knows": ("import coded\n", "ok", "possible"),
    "a loop of more rounds than are followed": (
        "i = 0\nwhile i < 5000:\n    i += 1\nif i < 5000:\n    x\n",
        "ok",
        "possible",
    ),
    "more work than is done": (
        "for a in range(900):\n    for b in range(900):\n        for c in range(900):\n            a\n",
        "ok",
        "possible",
    ),
}


@pytest.mark.parametrize(("source", "result", "certainty"), CASES.values(), ids=CASES.keys())
def test_the_result_and_its_certainty(source, result, certainty):
    record = trace_record(trace(source), lambda path: path)

    assert (record.result, record.certainty) == (result, certainty)


def test_what_a_branch_left_behind_is_not_known_where_its_error_may_have_been_handled():
    source = f"{UNKNOWN}x = None\ntry:\n    if unknown:\n        import missing\nexcept ImportError:\n    x = 1\n"

    assert trace(f"{source}if x:\n    y\n").failure is None
    assert [failure.name for failure in trace(f"{source}if x:\n    y\n").possible] == ["y"]


def trace(source):
    gone = "import sys\ndel sys.modules['gone']\nsys.unknown()\n"
    hook = f"{UNKNOWN}__getattr__ = unknown\nimport hook.part\ndel hook.part\n"
    coded = "# coding: of-nobody\nx = 1\n"
    files = {"/p/a.py": source, "/p/coded.py": coded, "/p/gone.py": gone, "/p/p/__init__.py": ""}
    files |= {"/p/hook/__init__.py": hook, "/p/hook/part.py": ""}
    environment = environment_from_entries(("/p",), (3, 13), "linux")
    return Simulation(universe_of(environment, MemoryFileSystem.from_tree(files))).trace("a")
