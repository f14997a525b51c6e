"""What `spec`, `env` and `explain` say of odd names and odd environments."""

import json
import os
import sys

import jsonschema
import pytest

from tests.end_to_end.command import draw, draw_interpreter, run


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


def spec(folder, venv, *arguments, **keywords):
    outcome = run(folder, "spec", "--format", "jsonl", "--python", venv, *arguments, **keywords)
    assert (outcome.status, outcome.err) == (0, "")
    return [json.loads(line) for line in outcome.out.splitlines()]


def test_a_line_of_standard_input_is_the_name_as_it_is_written(tmp_path, venv):
    lines = "json\n\n json\njson \r\na\0b\n \n" + "a" * 100_000 + "\n" + "a." * 2_000 + "b\n\u2028\njson"
    told = spec(tmp_path, venv, "-", stdin=lines)
    names = ["json", "", " json", "json ", "a\0b", " ", "a" * 100_000, "a." * 2_000 + "b", "\u2028", "json"]
    assert [item["name"] for item in told] == names
    assert [item["found"] for item in told] == [True, *[False] * 8, True]


def test_ten_thousand_names_are_answered_in_order_by_one_process(tmp_path, venv):
    names = [name for number in range(2_500) for name in ("json", f"gone{number}", f"json.x{number}", "random")]
    told = spec(tmp_path, venv, "-", stdin="\n".join(names))
    assert [item["name"] for item in told] == names
    assert sum(item["found"] for item in told) == 5_000


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="file names are Unicode there")
def test_names_and_folders_that_are_no_unicode_come_back_as_python_has_them(tmp_path, venv):
    folder = os.fsdecode(bytes(tmp_path / "x") + b"\xff")
    os.makedirs(f"{folder}/package")
    (found,) = spec(tmp_path, venv, "--script-dir", folder, "--trace", "package")
    assert found["submodule_search_locations"] == [f"{folder}/package"]
    code = "import os, sys; from importls.cli import run; sys.exit(run([*sys.argv[1:], os.fsdecode(b'n\\xff')]))"
    outcome = run(
        tmp_path, "-c", code, "spec", "--format", "jsonl", "--python", venv, program=(sys.executable,), PYTHONUTF8="1"
    )
    assert json.loads(outcome.out)["name"] == "n\udcff"
    text = run(tmp_path, "spec", "--python", venv, "--script-dir", folder, "package").out
    assert f"{tmp_path}/x\\udcff/package\n" in text


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ([".x"], "not found (ImportError: a relative name needs --package, and no more dots than that has parts)"),
        (["--package", "json", "..x"], "no more dots than that has parts)"),
        (["gone.x"], "not found (ModuleNotFoundError: there is no gone)"),
        (["random.x.y"], "not found (ModuleNotFoundError: random is a module, not a package)"),
        (["__main__"], "not found (ValueError: it has no spec)"),
        (["json.x"], "  not found\n"),
        ([""], "''\n  not found\n"),
    ],
)
def test_spec_says_why_find_spec_raises(tmp_path, venv, arguments, answer):
    outcome = run(tmp_path, "spec", "--python", venv, *arguments)
    assert outcome.status == 0
    assert answer in outcome.out


def test_what_start_up_code_may_provide_is_said_not_to_be_certain(tmp_path):
    venv = draw_interpreter(tmp_path)
    odd = {"odd.pth": "import odd; odd.start()\n", "odd.py": "def start(): exec(input('maybe'))\n"}
    draw(venv / "lib" / "python3.12" / "site-packages", odd)
    for command in (("spec",), ("explain",)):
        text = run(tmp_path, *command, "--python", venv, "maybe").out
        assert "  not certain: code that runs when the interpreter starts may provide it" in text
    assert spec(tmp_path, venv, "maybe")[0]["certain"] is False


def test_explain_finds_what_an_import_finds_in_sys_modules(tmp_path, venv):
    draw(tmp_path, {"pyproject.toml": "", "outer.py": "import sys, json\nsys.modules['outer.inner'] = json\n"})
    text = run(tmp_path, "explain", "--python", venv, "outer.inner").out
    assert text.startswith("outer.inner is a package (loader: SourceFileLoader) at ")
    assert text.endswith("looking for outer.inner:\n  sys.modules: found: the import of outer enters it\n")
    assert not spec(tmp_path, venv, "--root", ".", "outer.inner")[0]["found"]


def test_env_lists_editable_installs_of_every_kind(tmp_path):
    venv = draw_interpreter(tmp_path)
    site = "venv/lib/python3.12/site-packages"
    finder = "__editable___mapped_finder"
    tree = {
        "mapped-1.0.dist-info/direct_url.json": (
            '{"url": "file:///home/me/mapped%20here", "dir_info": {"editable": true}}'
        ),
        "mapped-1.0.dist-info/RECORD": f"__editable__.mapped.pth,,\n{finder}.py,,\nmapped-1.0.dist-info/RECORD,,\n",
        "__editable__.mapped.pth": f"import {finder}; {finder}.install()\n",
        f"{finder}.py": "MAPPING = {'mapped': '/home/me/mapped here/mapped'}\n",
        "plain-2.dist-info/direct_url.json": '{"url": "file:///C:/plain", "dir_info": {"editable": true}}',
        "plain-2.dist-info/RECORD": "plain.pth,sha256=x,3\n",
        "old.egg-link": "/home/me/old\n.\n",
        "copied-1.dist-info/direct_url.json": '{"url": "file:///home/me/copied", "dir_info": {}}',
        "broken-1.dist-info/direct_url.json": b"\xff{",
        "_editable_impl_alone.pth": "import _editable_impl_alone\n",
        "_editable_impl_alone.py": "import editables\nF.map_module('alone', '/home/me/alone.py')\n",
        "editables/__init__.py": "",
        "editables/redirector.py": "",
    }
    draw(tmp_path, {f"{site}/{path}": content for path, content in tree.items()})
    document = json.loads(run(tmp_path, "env", "--format", "json", "--python", venv).out)
    schema = json.loads(run(tmp_path, "env", "--format", "json-schema").out)
    jsonschema.validate(document, schema)
    assert [tuple(install.values()) for install in document["editable_installs"]] == [
        ("mapped", "/home/me/mapped here", [f"{site}/__editable__.mapped.pth", f"{site}/{finder}.py"]),
        ("old", "/home/me/old", [f"{site}/old.egg-link"]),
        ("plain", "C:/plain", [f"{site}/plain.pth"]),
        (None, None, [f"{site}/_editable_impl_alone.py"]),
    ]
    text = run(tmp_path, "env", "--python", venv).out
    assert f"  mapped in /home/me/mapped here (__editable__.mapped.pth, {finder}.py)\n" in text
    assert "  old in /home/me/old (old.egg-link)\n" in text
    assert "  _editable_impl_alone.py\n" in text


def test_the_distutils_of_setuptools_has_submodules_although_its_spec_is_that_of_a_module(tmp_path):
    venv = draw_interpreter(tmp_path)
    tree = {
        "distutils-precedence.pth": "import os; enabled = 1; enabled and __import__('_distutils_hack').add_shim();\n",
        "_distutils_hack/__init__.py": "class DistutilsMetaFinder: ...\ndef add_shim(): ...\n# origin=mod.__file__\n",
        "setuptools/__init__.py": "",
        "setuptools/_distutils/__init__.py": "",
        "setuptools/_distutils/util.py": "",
    }
    draw(tmp_path, {f"venv/lib/python3.12/site-packages/{path}": content for path, content in tree.items()})
    draw(tmp_path, {"app.py": "from distutils import util\n"})
    text = run(tmp_path, "explain", "--python", venv, "app.py:1").out
    assert "distutils is a module (loader: DistutilsLoader)\n" in text
    assert "unless distutils has an attribute util, its submodule is imported:\ndistutils.util is a module" in text


@pytest.mark.skipif(sys.platform == "win32", reason="the names of drives come in between")
def test_flags_count_where_there_is_no_interpreter_but_only_a_search_path(tmp_path):
    draw(tmp_path, {"m.py": ""})
    options = ("--format", "jsonl", "--sys-path", ".", "--flags", "-OO -X pycache_prefix=/cache")
    outcome = run(tmp_path, "spec", *options, "m", PATH="", HOME=str(tmp_path))
    assert json.loads(outcome.out)["cached"] == f"/cache{tmp_path}/m.cpython-315.opt-2.pyc"
