"""What is offered about a failing import: after it is done, a check does not find the same again."""

import pytest

from importls.check import check_modules
from importls.configuration import Configuration
from importls.discovery import find_files
from importls.editor.files import module_of
from importls.editor.missing_submodule import importing
from importls.editor.repairs import OF_MISSING, repairs
from importls.edits.text_edits import applied
from importls.project import assemble_project
from importls.rules import all_rules
from importls.selection import RuleOptions, select_rules
from importls.snapshot import build_snapshot
from tests.editor.cursor import real, shown
from tests.scenario import PROJECT as PROJECT_FOLDER
from tests.scenario import Scenario, findings, scenarios_in, snapshot_of

PROJECT = {"pyproject.toml": "[project]\nname = 'x'\n"}


def offered(files, path="app.py", finding=None):
    """Each repair of a finding in the file, the first one if none is given, with the files as they are after it."""
    files = {**PROJECT, **files} if finding is None else files
    scenario = Scenario("", files)
    snapshot = snapshot_of(scenario.tree())
    told = findings(scenario)
    before = list(map(identity, told))
    finding = finding or next(item for item in told if shown(item.path) == path)
    found = {}
    for repair in repairs(snapshot, module_of(snapshot, real(path)), finding):
        after = {name: text for name, text in files.items() if real(name) not in repair.deleted}
        after |= {shown(name): "" for name in repair.created}
        for name in {edit.path for edit in repair.edits}:
            edits = [edit for edit in repair.edits if edit.path == name]
            after[shown(name)] = applied(after[shown(name)], edits)
        again = list(map(identity, findings(Scenario("", after))))
        assert again.count(identity(finding)) < before.count(identity(finding)), repair.title
        found[repair.title.replace(real(""), "")] = after
    return found


def identity(finding):
    return finding.rule, finding.message, finding.path


@pytest.mark.parametrize(
    ("before", "title", "after"),
    [
        ("import jsno\n", "Change 'jsno' to 'json'", "import json\n"),
        (
            "import jsno  # why\n\njsno.loads(jsno.x)\n",
            "Change 'jsno' to 'json'",
            "import json  # why\n\njson.loads(json.x)\n",
        ),
        ("'\U0001d4c1'; import jsno; jsno.x\n", "Change 'jsno' to 'json'", "'\U0001d4c1'; import json; json.x\n"),
        ("import jsno as j\n\nj.x\n", "Change 'jsno' to 'json'", "import json as j\n\nj.x\n"),
        (
            "import json.decodr\nx = json.decodr.x\n",
            "Change 'decodr' to 'decoder'",
            "import json.decoder\nx = json.decoder.x\n",
        ),
        ("import json . decodr as d\n", "Change 'decodr' to 'decoder'", "import json . decoder as d\n"),
        (
            "from json.decodr import (  # a\n  x,  # b\n)\n",
            "Change 'decodr' to 'decoder'",
            "from json.decoder import (  # a\n  x,  # b\n)\n",
        ),
        ("from json import load5\n", "Change 'load5' to 'loads'", "from json import loads\n"),
        (
            "import json5 as json\nimport jsno\njsno.x, json.y\n",
            "Change 'jsno' to 'json'",
            "import json5 as json\nimport json as jsno\njsno.x, json.y\n",
        ),
        (
            "from json import load5\n\n\ndef f(loads):\n    return load5(loads)\n",
            "Change 'load5' to 'loads'",
            "from json import loads as load5\n\n\ndef f(loads):\n    return load5(loads)\n",
        ),
        ("import jsno\njson.x\n", "Change 'jsno' to 'json'", "import json\njson.x\n"),
        (
            "from json import (\n    load5,  # why\n)\nload5('')\n",
            "Change 'load5' to 'loads'",
            "from json import (\n    loads,  # why\n)\nloads('')\n",
        ),
        ("from json import load5 as l\n", "Change 'load5' to 'loads'", "from json import loads as l\n"),
        (
            "import Json\n\n\ndef f(Json=1):\n    return Json\n\n\nJson.x\n",
            "Change 'Json' to 'json'",
            "import json\n\n\ndef f(Json=1):\n    return Json\n\n\njson.x\n",
        ),
        ("from shop import Basket\nBasket.x\n", "Change 'Basket' to 'basket'", "from shop import basket\nbasket.x\n"),
        ("import jsno\njsno = 1\njsno\n", "Change 'jsno' to 'json'", "import json\njsno = 1\njsno\n"),
        (
            "def f():\n    import jsno\n    jsno.x\n",
            "Change 'jsno' to 'json'",
            "def f():\n    import json\n    jsno.x\n",
        ),
        ("import jsno.x\n", "Change 'jsno' to 'json'", "import json.x\n"),
    ],
)
def test_a_slip_is_put_right_with_what_uses_the_name(before, title, after):
    files = {"app.py": before, "shop/__init__.py": "", "shop/basket.py": "", "site-packages/json5.py": ""}
    assert offered(files)[title]["app.py"] == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from .baskte import (  # why\n    x)\n", "from .basket import (  # why\n    x)\n"),
        ("from . import baskte\nbaskte.x\n", "from . import basket\nbasket.x\n"),
        ("from ..shop.baskte import x\n", "from ..shop.basket import x\n"),
        ("from .. baskte import x\n", None),
    ],
)
def test_a_slip_in_a_relative_import_is_put_right(before, after):
    files = {
        "all/__init__.py": "",
        "all/shop/__init__.py": "",
        "all/shop/basket.py": "x = 1\n",
        "all/shop/app.py": before,
    }
    made = offered(files, "all/shop/app.py").get("Change 'baskte' to 'basket'")
    assert (made and made["all/shop/app.py"]) == after


def test_nothing_is_offered_where_no_name_is_near():
    assert list(offered({"app.py": "import quite_another\n"})) == ["Create quite_another.py"]
    assert list(offered({"app.py": "from json import quite_another\n"})) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import helper\nhelper.x\n", "import tools.helper as helper\nhelper.x\n"),
        ("import helper as h\n", "import tools.helper as h\n"),
        ("from helper import x\n", "from tools.helper import x\n"),
    ],
)
def test_a_module_that_the_project_calls_otherwise_is_called_so(before, after):
    files = {"app.py": before, "tools/helper.py": "x = 1\n"}
    assert offered(files)["Import 'tools.helper' instead"]["app.py"] == after


@pytest.mark.parametrize(
    ("path", "text", "created"),
    [
        ("app.py", "import shop.circel\n", {"shop/circel.py"}),
        ("app.py", "from shop.deep.er import x\n", {"shop/deep/__init__.py", "shop/deep/er.py"}),
        ("shop/app.py", "from . import circel\n", {"shop/circel.py"}),
        ("shop/app.py", "from .circel import x\n", {"shop/circel.py"}),
        ("app.py", "import quite.another\n", {"quite/__init__.py", "quite/another.py"}),
        ("app.py", "import installed.more\n", set()),
    ],
)
def test_a_module_is_made_where_it_would_be_found_but_not_in_what_is_installed(path, text, created):
    files = {"shop/__init__.py": "", path: text, "site-packages/installed/__init__.py": ""}
    made = [after for title, after in offered(files, path).items() if title.startswith("Create")]
    assert [set(after) - {*files, *PROJECT} for after in made] == ([created] if created else [])


def test_a_package_that_hides_a_folder_of_the_project_makes_way():
    files = {"a/app.py": "import tests.helper\n", "b/tests/helper.py": "", "site-packages/tests/__init__.py": ""}
    finding, found = with_roots(files, "a", "b")
    assert finding.rule == "namespace-shadowed"
    (repair,) = found
    assert [shown(path) for path in repair.created] == ["b/tests/__init__.py"]
    after, _ = with_roots({**files, "b/tests/__init__.py": ""}, "a", "b")
    assert after.rule == "shadows-dependency"


def with_roots(files, *roots):
    """The first finding and its repairs, in a project with these roots."""
    tree = Scenario("", files).tree()
    before = snapshot_of(tree)
    paths = [root.path for root in before.project.roots]
    assert paths == [real("").rstrip("/")]
    found = find_files(tree, paths)
    configured = [real(root) for root in roots]
    entries = [entry.path for entry in before.environment.sys_path]
    project = assemble_project(tree, found, checked=paths, search_path=entries, configured_roots=configured)
    snapshot = build_snapshot(tree, before.environment, project)
    results = check_modules(snapshot, select_rules(all_rules(), Configuration(folder=PROJECT_FOLDER), RuleOptions()))
    first = next((finding for item in results for finding in item.result.diagnostics), None)
    return first and (first, list(repairs(snapshot, snapshot.modules[first.path], first)))


def test_a_stray_init_is_deleted_unless_it_has_code():
    files = {"app.py": "import space.two\n", "space/__init__.py": "# none\n", "site-packages/space/two.py": ""}
    assert "space/__init__.py" not in offered(files)["Delete space/__init__.py"]
    assert list(offered({**files, "space/__init__.py": "x = 1\n"})) == []


def test_what_only_stubs_have_is_left_to_type_checkers():
    text = "import yaml  # why\n\n\ndef f(x: yaml.Node): ...\n"
    files = {"app.py": text, "site-packages/yaml-stubs/__init__.pyi": "class Node: ...\n"}
    after = offered(files)["Move the import under TYPE_CHECKING"]["app.py"]
    assert "if TYPE_CHECKING:\n    import yaml  # why\n" in after
    assert list(offered({**files, "app.py": "import yaml\nyaml.x\n"})) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import shop\n\nshop.basket\n", "import shop\nimport shop.basket\n\nshop.basket\n"),
        ("x = 1; import shop\nshop.basket\n", None),
        ("import shop as s; s.basket", "import shop as s; s.basket\nimport shop.basket"),
        ("import other, \\\n  shop  # why\nshop.basket\n", None),
        (
            "if x:\n    from shop import (  # a\n        one,\n    )\n    x\n",
            "if x:\n    from shop import (  # a\n        one,\n    )\n    import shop.basket\n    x\n",
        ),
    ],
)
def test_a_submodule_that_is_used_is_imported_below_its_package(before, after):
    files = {"shop/__init__.py": "one = 1\n", "shop/basket.py": "", "other.py": ""}
    snapshot = snapshot_of(Scenario("", {**PROJECT, **files, "app.py": before}).tree())
    edit = importing(snapshot, module_of(snapshot, real("app.py")), "shop.basket")
    assert (None if edit is None else applied(before, [edit])) == after


def test_a_submodule_that_is_imported_is_no_finding_any_more():
    files = {"app.py": "import shop\nshop.basket\n", "shop/__init__.py": "", "shop/basket.py": ""}
    assert list(offered(files)) == ["Import 'shop.basket'"]


DOCUMENTED = [
    pytest.param(scenario, id=f"{rule.name}: {scenario.title}")
    for rule in all_rules().values()
    for scenario in scenarios_in(rule.documentation)
    if rule.name in (*OF_MISSING, "submodule-not-imported")
]


@pytest.mark.parametrize("scenario", DOCUMENTED)
def test_what_is_offered_in_the_examples_of_all_rules_ends_the_finding(scenario):
    for finding in findings(scenario):
        offered(dict(scenario.files), shown(finding.path), finding)
