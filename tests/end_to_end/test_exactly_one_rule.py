"""Situations that users meet, each with the one finding that it deserves, at its line, all rules switched on."""

import json

import pytest

from tests.end_to_end.command import draw, draw_interpreter, run

SITE_PACKAGES = "lib/python3.12/site-packages"

SITUATIONS = {
    "two modules that import names from each other and crash": (
        {"a.py": "from b import y\n\nx = 1\n", "b.py": "import os\nfrom a import x\n\ny = 1\n"},
        ("a.py", 1, "error", "cycle-will-fail"),
    ),
    "a cycle under TYPE_CHECKING only": (
        {"a.py": "import b\n", "b.py": "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    import a\n"},
        ("a.py", 1, "info", "cycle-typing"),
    ),
    "a cycle through a function only": (
        {"a.py": "import os\nimport b\n\nx = 1\n", "b.py": "def f():\n    from a import x\n"},
        ("a.py", 2, "info", "cycle-deferred"),
    ),
    "a random.py beside a script that uses random": (
        {"random.py": "numbers = []\n", "tool.py": "import os\nimport random\n\nprint(random.randint(1, 6))\n"},
        ("tool.py", 2, "error", "shadows-stdlib"),
    ),
    "a capital letter too many": (
        {"pkg/__init__.py": "", "pkg/tools.py": "", "app.py": "from pkg import Tools\n"},
        ("app.py", 1, "error", "case-mismatch"),
    ),
    "a stray __init__.py in a namespace package": (
        {
            "pyproject.toml": "",
            "src/company/__init__.py": "",
            "src/company/here.py": "",
            "src/app.py": "import company.here\nimport company.there\n",
            f"venv/{SITE_PACKAGES}/company/there.py": "",
        },
        ("src/app.py", 2, "error", "namespace-shadowed"),
    ),
    "an extension built for another Python": (
        {
            "app.py": "import fast\n",
            f"venv/{SITE_PACKAGES}/fast.cpython-310-x86_64-linux-gnu.so": b"\x7fELF",
        },
        ("app.py", 1, "error", "extension-abi-mismatch"),
    ),
    "dots that climb past the top": (
        {"pyproject.toml": "", "pkg/__init__.py": "", "pkg/m.py": "from .. import other\n", "other.py": ""},
        ("pkg/m.py", 1, "error", "relative-import-beyond-top-level"),
    ),
    "a distribution that is not installed": (
        {"app.py": "try:\n    import yaml\nexcept ImportError:\n    yaml = None\nimport yaml\n"},
        ("app.py", 5, "error", "unresolved-import"),
    ),
    "a name that was renamed": (
        {"m.py": "def new(): ...\n", "app.py": "from m import (\n    new,\n    old,\n)\n"},
        ("app.py", 3, "error", "missing-name"),
    ),
    "a module that only stubs know": (
        {"app.py": "import yaml\n", f"venv/{SITE_PACKAGES}/yaml-stubs/__init__.pyi": ""},
        ("app.py", 1, "warning", "stub-only-import"),
    ),
    "a line that is no Python": ({"app.py": "import os\nprint 1\n"}, ("app.py", 2, "error", "syntax-error")),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_exactly_one_finding_for(situation, tmp_path):
    tree, expected = SITUATIONS[situation]
    venv = draw_interpreter(tmp_path)
    draw(tmp_path, {path: text for path, text in tree.items() if path.startswith("venv/")})
    project = draw(tmp_path / "project", {path: text for path, text in tree.items() if not path.startswith("venv/")})

    outcome = run(project, "check", "--select", "ALL", "--format", "json", "--python", venv)

    found = [
        (item["path"], item["range"]["start"]["line"], item["severity"], item["rule"])
        for item in json.loads(outcome.out)["diagnostics"]
    ]
    assert found == [expected]


def test_each_project_is_checked_with_its_own_configuration_and_environment(tmp_path):
    old, new = draw_interpreter(tmp_path / "x", "3.10"), draw_interpreter(tmp_path / "y", "3.12")
    draw(
        tmp_path,
        {
            "a/importls.toml": f'python = "{old}"\nfail-on = "info"\n',
            "a/m.py": "import nowhere  # importls: ignore[missing-name]\n",
            "b/importls.toml": f'python = "{new}"\nignore = ["unresolved-import"]\n',
            "b/m.py": "import nowhere\n",
        },
    )
    outcome = run(tmp_path, "check", "a", "b", "--format", "concise")

    assert "Python 3.10" in outcome.err
    assert "Python 3.12" in outcome.err
    assert [line.partition(" ")[0] for line in outcome.out.splitlines()] == ["a/m.py:1:8:", "a/m.py:1:17:"]


def test_a_file_that_cannot_be_read_makes_the_run_incomplete(tmp_path):
    venv = draw_interpreter(tmp_path)
    project = draw(tmp_path / "project", {"locked.py": "import nowhere\n", "m.py": ""})
    (project / "locked.py").chmod(0)
    try:
        (project / "locked.py").read_bytes()
    except PermissionError:
        outcome = run(project, "check", "--python", venv)
        assert outcome.status == 2
        assert "locked.py: cannot be read" in outcome.err
    else:
        pytest.skip("this user may read everything")
