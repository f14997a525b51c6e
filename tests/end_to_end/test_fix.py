"""Fixes through the real command: what is written, what stays, and what a second run finds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from importls.cli.failure import Failure
from importls.cli.files import replace_all
from tests.end_to_end.command import draw, draw_interpreter, environment, run

IDLE = "# importls: ignore[missing-name]"


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


@pytest.fixture
def importls(tmp_path, venv):
    def importls(*arguments, **options):
        return run(tmp_path, *arguments, VIRTUAL_ENV=str(venv), **options)

    return importls


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.py"))}


TREE = {
    "a.py": f"import json  {IDLE}\r\n\r\n\r\ndef  f( ):   # odd layout\r\n\treturn json\r\n",
    "b.py": f"import json  {IDLE}  # why\nimport gone  # importls: ignore[unresolved-import]\n",
    "good.py": "import json\n",
}
FIXED = {
    "a.py": b"import json\r\n\r\n\r\ndef  f( ):   # odd layout\r\n\treturn json\r\n",
    "b.py": b"import json  # why\nimport gone  # importls: ignore[unresolved-import]\n",
    "good.py": b"import json\n",
}


def test_safe_fixes_are_made_and_a_second_run_changes_nothing(tmp_path, importls):
    draw(tmp_path, TREE)
    outcome = importls("fix")
    assert (outcome.status, outcome.out) == (0, "")
    assert outcome.err.splitlines()[-3:] == [
        "a.py: Remove the unused suppression",
        "b.py: Remove the unused suppression",
        "importls: 2 fixes changed 2 files",
    ]
    assert contents(tmp_path) == FIXED
    again = importls("fix")
    assert (again.status, again.err.splitlines()[-1]) == (0, "importls: there is nothing to fix")
    assert contents(tmp_path) == FIXED


def test_check_makes_the_fixes_and_tells_what_remains(tmp_path, importls):
    draw(tmp_path, TREE | {"c.py": "import nowhere\n"})
    outcome = importls("check", "--fix", "--format", "concise")
    assert (outcome.status, outcome.out) == (1, "c.py:1:8: error[unresolved-import] No module named 'nowhere'\n")
    assert "importls: 2 fixes changed 2 files" in outcome.err
    assert {path: contents(tmp_path)[path] for path in FIXED} == FIXED


@pytest.mark.parametrize("command", [("fix", "--diff"), ("check", "--diff"), ("check", "--fix", "--diff")])
def test_a_diff_writes_nothing_and_can_be_applied(tmp_path, importls, venv, command):
    draw(tmp_path, TREE | {"no_end.py": f"import json  {IDLE}"})
    before = contents(tmp_path)
    assert importls(*command).status == 1
    assert contents(tmp_path) == before
    # Line ends count here, which text streams of a process would translate.
    arguments = [sys.executable, "-m", "importls", *command]
    variables = environment(VIRTUAL_ENV=str(venv))
    patch = subprocess.run(arguments, cwd=tmp_path, env=variables, capture_output=True, check=False, timeout=60).stdout
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=patch, check=True, timeout=60)
    assert contents(tmp_path) == FIXED | {"no_end.py": b"import json"}
    assert importls(*command).status == 0


def test_the_diff_of_standard_input_is_shown(tmp_path, importls):
    draw(tmp_path, {"a.py": "import json\n"})
    outcome = importls("check", "--diff", "--stdin-filename", "a.py", "-", stdin=f"import json  {IDLE}\n")
    assert outcome.out.splitlines()[-2:] == [f"-import json  {IDLE}", "+import json"]
    refused = importls("check", "--fix", "--stdin-filename", "a.py", "-", stdin="")
    assert (refused.status, refused.out) == (2, "")
    assert "--fix writes files, and standard input is none" in refused.err


CYCLE = {
    "shop/__init__.py": "",
    "shop/orders.py": (
        "# what stands above\nfrom shop.basket import Basket  # needed late\n\n\n"
        "class Order:\n    def basket(self):\n        return Basket()\n"
    ),
    "shop/basket.py": "from shop.orders import Order\n\n\nclass Basket(Order): ...\n",
}


def test_an_unsafe_fix_is_made_only_when_asked_and_what_it_fixes_imports(tmp_path, importls):
    draw(tmp_path, CYCLE)
    assert importls("fix").err.splitlines()[-1] == "importls: there is nothing to fix"
    assert contents(tmp_path) == {path: text.encode() for path, text in CYCLE.items()}
    outcome = importls("fix", "--unsafe")
    assert outcome.err.splitlines()[-1] == "importls: 1 fix changed 1 file"
    text = (tmp_path / "shop/orders.py").read_text()
    assert text.startswith("# what stands above\n")
    assert "def basket(self):" in text
    assert importls("check", "-q").out.count("error[") == 0
    for first in ("shop.orders", "shop.basket"):
        subprocess.run([sys.executable, "-c", f"import {first}"], cwd=tmp_path, check=True, timeout=60)
    assert importls("fix", "--unsafe").err.splitlines()[-1] == "importls: there is nothing to fix"


def test_only_findings_that_are_told_are_fixed(tmp_path, importls):
    draw(tmp_path, TREE)
    importls("baseline", "create", "a.py")
    importls("check", "--fix", "--baseline", "importls-baseline.json")
    assert contents(tmp_path) == FIXED | {"a.py": TREE["a.py"].encode()}
    importls("fix", "--ignore", "unused-suppression")
    assert contents(tmp_path)["a.py"] == TREE["a.py"].encode()


@pytest.mark.skipif(os.geteuid() == 0, reason="this user may write everything")
def test_a_file_that_cannot_be_written_leaves_all_files_as_they_were(tmp_path, importls):
    draw(tmp_path, TREE)
    (tmp_path / "b.py").chmod(0o400)
    before = contents(tmp_path)
    outcome = importls("fix")
    assert outcome.status == 2
    assert "cannot be written: Permission denied\n  hint: no file was changed" in outcome.err
    assert contents(tmp_path) == before


def test_modes_and_links_stay(tmp_path, importls):
    draw(tmp_path, {"a.py": TREE["b.py"], "real/c.py": TREE["b.py"]})
    (tmp_path / "a.py").chmod(0o750)
    (tmp_path / "linked.py").symlink_to("real/c.py")
    importls("fix")
    assert (tmp_path / "a.py").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "linked.py").is_symlink()
    assert set(contents(tmp_path).values()) == {FIXED["b.py"]}
    assert sorted(path.name for path in tmp_path.iterdir() if ".new" in path.name) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("fix", "gone"), "gone: no such file or folder\n  hint: no file was changed"),
        (("check", "--fix", "gone"), "gone: no such file or folder"),
        (("check", "--fix", "--watch"), "--watch shows what is there"),
    ],
)
def test_wrong_usage_changes_nothing(tmp_path, importls, arguments, message):
    draw(tmp_path, TREE)
    outcome = importls(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert contents(tmp_path) == {path: text.encode() for path, text in TREE.items()}


def test_wrong_case_is_mended_and_a_misspelling_only_when_asked(tmp_path, importls):
    tree = {
        "app.py": "from shop import Basket  # why\nimport jsno, shop.Basket as b\n\nprint(Basket, jsno.loads, b)\n",
        "shop/__init__.py": "",
        "shop/basket.py": "",
    }
    draw(tmp_path, tree)
    importls("fix")
    assert (tmp_path / "app.py").read_text() == (
        "from shop import basket  # why\nimport jsno, shop.basket as b\n\nprint(basket, jsno.loads, b)\n"
    )
    importls("fix", "--unsafe")
    assert (tmp_path / "app.py").read_text() == (
        "from shop import basket  # why\nimport json, shop.basket as b\n\nprint(basket, json.loads, b)\n"
    )
    assert importls("check").status == 0
    subprocess.run([sys.executable, "app.py"], cwd=tmp_path, check=True, capture_output=True, timeout=60)


def test_a_fix_that_would_bring_a_new_error_is_not_made(tmp_path, importls):
    tree = {"app.py": "from Shop import nothing\n", "other.py": "import Shop\n", "shop.py": "value = 1\n"}
    draw(tmp_path, tree)
    outcome = importls("fix")
    assert "importls: note: not made, for it would bring a new error: Change 'Shop' to 'shop'\n" in outcome.err
    assert "other.py: Change 'Shop' to 'shop'\nimportls: " in outcome.err
    assert contents(tmp_path) == {path: text.encode() for path, text in (tree | {"other.py": "import shop\n"}).items()}


@pytest.fixture
def one_good(tmp_path):
    return draw(tmp_path, {"a.py": "old\n"}) / "a.py"


@pytest.mark.parametrize(
    ("other", "before", "message"),
    [
        ("b.py", b"as it was read\n", "was changed meanwhile"),
        ("gone.py", b"", "cannot be read: No such file or directory"),
        ("/proc/version", None, "cannot be written: "),
    ],
)
def test_where_one_file_cannot_be_written_none_is(tmp_path, one_good, other, before, message):
    draw(tmp_path, {"b.py": "changed by somebody\n"})
    path = str(tmp_path / other)
    if before is None and not os.path.exists(path):
        pytest.skip("only Linux has a file that can be read and not replaced by anybody")
    known = {str(one_good): b"old\n", path: Path(path).read_bytes() if before is None else before}
    with pytest.raises(Failure, match=message):
        replace_all(known, dict.fromkeys(known, b"new\n"))
    assert one_good.read_bytes() == b"old\n"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["a.py", "b.py"]
