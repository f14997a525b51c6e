import pytest

from importls.graph_view import (
    collapsed,
    focused,
    graph_view,
    lines_of,
    named,
    of_kinds,
    reaching,
    without,
)
from tests.scenario import PROJECT, Scenario, snapshot_of

SHOP = {
    "app.py": "import shop.web.views\n",
    "shop/__init__.py": "",
    "shop/web/__init__.py": "",
    "shop/web/views.py": "from shop.model import user\nfrom shop.model import order\n",
    "shop/web/forms.py": "import shop.model.user\n",
    "shop/model/user.py": "from shop import tools\n",
    "shop/model/order.py": "def f():\n    from shop.web import views\n",
    "shop/tools.py": "",
    "alone.py": "",
}


def view_of(files, *, with_cycles=False):
    snapshot = snapshot_of(Scenario("", files).tree())
    return graph_view(snapshot, lambda path: path.removeprefix(f"{PROJECT}/"), with_cycles=with_cycles)


def names(view):
    return [module.name for module in view.modules]


def arrows(view):
    return [f"{line.importer} -> {line.imported}" for line in lines_of(view)]


def test_every_module_is_there_with_what_kind_it_is_and_every_import_with_its_place():
    view = view_of(SHOP)

    assert {module.name: module.kind for module in view.modules} == {
        "alone": "module",
        "app": "module",
        "shop": "package",
        "shop.model.order": "module",
        "shop.model.user": "module",
        "shop.tools": "module",
        "shop.web": "package",
        "shop.web.forms": "module",
        "shop.web.views": "module",
    }
    order = next(item for item in view.imports if item.importer == "shop.model.order" and not item.implied)
    assert (order.imported, order.path, order.line, order.column) == ("shop.web.views", "shop/model/order.py", 2, 5)
    assert order.kind == "deferred"


def test_what_is_only_implied_is_drawn_only_where_it_closes_a_cycle():
    files = {"p/__init__.py": "import q\n", "p/a.py": "", "q.py": "import p.a\n"}

    assert arrows(view_of(SHOP))[:1] == ["app -> shop.web.views"]
    assert arrows(view_of(files)) == ["p -> q", "q -> p.a"]
    assert arrows(view_of(files, with_cycles=True)) == ["p -> q", "q -> p", "q -> p.a"]


@pytest.mark.parametrize(
    ("start", "depth", "seen"),
    [
        ("shop.tools", 1, ["shop.model.user", "shop.tools"]),
        ("shop.tools", 2, ["shop.model.user", "shop.tools", "shop.web.forms", "shop.web.views"]),
        ("alone", 0, ["alone"]),
        ("shop.web.forms", 0, ["shop.model.user", "shop.tools", "shop.web.forms"]),
        ("shop.model", 1, ["shop.model.order", "shop.model.user", "shop.tools", "shop.web.forms", "shop.web.views"]),
    ],
)
def test_a_focus_shows_what_is_so_many_imports_away(start, depth, seen):
    view = view_of(SHOP)
    assert names(focused(view, named(view, start), depth)) == seen


@pytest.mark.parametrize(
    ("goal", "depth", "seen"),
    [
        ("shop.tools", 1, ["shop.model.user", "shop.tools"]),
        ("shop.model.order", 0, ["app", "shop.model.order", "shop.web.views"]),
        ("app", 0, ["app"]),
    ],
)
def test_what_reaches_a_module_is_what_breaks_with_it(goal, depth, seen):
    view = view_of(SHOP)
    assert names(reaching(view, named(view, goal), depth)) == seen


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        (["shop"], ["alone", "app"]),
        (["shop.web"], ["alone", "app", "shop", "shop.model.order", "shop.model.user", "shop.tools"]),
        (["*.model", "a*"], ["shop", "shop.tools", "shop.web", "shop.web.forms", "shop.web.views"]),
        (["sho"], names(view_of(SHOP))),
    ],
)
def test_a_pattern_takes_away_modules_and_all_that_is_in_packages(patterns, left):
    assert names(without(view_of(SHOP), patterns)) == left


def test_only_the_imports_of_a_kind_are_left():
    assert [item.importer for item in of_kinds(view_of(SHOP), ["deferred"]).imports if not item.implied] == [
        "shop.model.order"
    ]


def test_a_collapsed_package_imports_what_anything_in_it_does_but_not_itself():
    view = collapsed(view_of(SHOP), ["shop.web", "shop.model"])

    assert names(view) == ["alone", "app", "shop", "shop.model", "shop.tools", "shop.web"]
    assert {module.name: (module.kind, module.path, module.size) for module in view.modules if module.size > 1} == {
        "shop.model": ("collapsed", None, 2),
        "shop.web": ("collapsed", "shop/web/__init__.py", 3),
    }
    assert arrows(view) == [
        "app -> shop.web",
        "shop.model -> shop.web",
        "shop.model -> shop.tools",
        "shop.web -> shop.model",
    ]
    assert [line.count for line in lines_of(view)] == [1, 1, 1, 3]


@pytest.mark.parametrize(
    ("depth", "seen"),
    [(1, ["alone", "app", "shop"]), (2, ["alone", "app", "shop", "shop.model", "shop.tools", "shop.web"])],
)
def test_packages_collapse_at_a_depth(depth, seen):
    assert names(collapsed(view_of(SHOP), [], depth)) == seen


def test_two_files_of_one_name_are_told_apart():
    view = view_of({"one/setup.py": "import alone\n", "two/setup.py": "", "one/alone.py": ""})
    assert [name for name in names(view) if "setup" in name] == ["setup (one/setup.py)", "setup (two/setup.py)"]
    assert {item.importer for item in view.imports} <= set(names(view))
    assert named(view, "setup") == {"setup (one/setup.py)", "setup (two/setup.py)"}


def test_each_line_of_a_cycle_says_what_the_cycle_does():
    files = {
        "fails/a.py": "from fails.b import y\nx = 1\n",
        "fails/b.py": "from fails.a import x\ny = 1\nimport works.a\n",
        "works/a.py": "import works.b\n",
        "works/b.py": "import works.a\n",
        "later/a.py": "import later.b\n",
        "later/b.py": "def f():\n    import later.a\n",
    }
    assert {
        f"{line.importer} -> {line.imported}": line.cycle for line in lines_of(view_of(files, with_cycles=True))
    } == {
        "fails.a -> fails.b": "will-fail",
        "fails.b -> fails.a": "will-fail",
        "fails.b -> works.a": None,
        "works.a -> works.b": "harmless",
        "works.b -> works.a": "harmless",
        "later.a -> later.b": "deferred",
        "later.b -> later.a": "deferred",
    }
