"""The page of `importls graph --format html` in a real browser: what it shows, with a mouse and without one."""

import base64
import hashlib
import json
import re

import pytest

from tests.end_to_end.chromium import PROGRAM, Chromium
from tests.end_to_end.command import draw, draw_interpreter, run

in_browser = pytest.mark.skipif(PROGRAM is None, reason="needs Chromium, which the Debian package `chromium` installs")

SHOP = {
    "shop/__init__.py": "",
    "shop/web/views.py": "from shop.model import order\nfrom shop.tools import log\n",
    "shop/web/forms.py": "import shop.model.order\n",
    "shop/model/order.py": "from shop.model.customer import Customer\n\nclass Order: ...\n",
    "shop/model/customer.py": "from shop.model.order import Order\n\nclass Customer: ...\n",
    "shop/tools/log.py": "import shop.tools.clock\n",
    "shop/tools/clock.py": "import shop.tools.log\n",
    "<!--<script>.py": "import shop.web.views\n",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The pages of a small and of a large project, by name."""
    venv = draw_interpreter(tmp_path_factory.mktemp("interpreter"))
    large = {
        f"big/p{package}/m{number}.py": f"import big.p{(package * 7 + number) % 50}.m{number}\n"
        for package in range(50)
        for number in range(40)
    }
    large |= {f"flat/m{number:03}.py": "" for number in range(1000)}
    files = {}
    for name, tree in (("shop", SHOP), ("large", large)):
        folder = draw(tmp_path_factory.mktemp(name), tree)
        outcome = run(folder, "graph", "-o", "graph.html", "--root", ".", "--python", venv)
        assert (outcome.status, outcome.out, outcome.err) == (0, "", "")
        files[name] = folder / "graph.html"
    return files


@pytest.fixture
def browser(tmp_path):
    with Chromium(tmp_path / "profile") as browser:
        yield browser


def test_the_policy_allows_the_own_script_and_style_and_nothing_else(pages):
    page = pages["shop"].read_text("utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    for element in ("script", "style"):
        content = re.search(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none';")
    assert not re.search(
        r"""(?:src|href)=|url\((?!#)|\bstyle="|\bon[a-z]+="|https?://(?!www\.w3\.org/2000/svg)""", page
    )


def test_names_of_files_end_no_element(pages):
    page = pages["shop"].read_text("utf-8")
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])
    assert "<!--<script>" in {module[0] for module in data["modules"]}
    assert page.count("<!--") == page.count("<script>") - 1 == 0


@in_browser
def test_packages_modules_lines_and_cycles_are_drawn(browser, pages):
    browser.open(pages["shop"])

    assert browser.console == []
    labels = browser.run(
        "[...document.querySelectorAll('#picture .box .label')].map(label => label.textContent).sort()"
    )
    assert labels == ["<!--<script>", "__init__", "clock", "customer", "forms", "log", "order", "views"]
    frames = browser.run("[...document.querySelectorAll('#picture .frame .label')].map(label => label.textContent)")
    assert sorted(frames) == ["model", "shop", "tools", "web"]
    assert browser.run("document.querySelectorAll('.line.cycle-0').length") == 2
    assert browser.run("document.querySelectorAll('.line.cycle-2').length") == 1
    assert browser.run("document.querySelector('#counts').textContent") == (
        "8 modules · 8 imports · 2 cycles · 1 may fail"
    )


@in_browser
def test_importers_stand_above_what_they_import_and_nothing_overlaps(browser, pages):
    browser.open(pages["shop"])
    boxes = browser.run(
        "Object.fromEntries([...document.querySelectorAll('#picture .box')].map(box => "
        "[box.querySelector('.label').textContent, box.querySelector('.face').getBoundingClientRect().toJSON()]))"
    )
    assert boxes["<!--<script>"]["bottom"] < boxes["views"]["top"]
    assert boxes["views"]["bottom"] < boxes["order"]["top"]
    placed = list(boxes.values())
    for number, one in enumerate(placed):
        for other in placed[number + 1 :]:
            assert (
                one["right"] <= other["left"]
                or other["right"] <= one["left"]
                or one["bottom"] <= other["top"]
                or other["bottom"] <= one["top"]
            )


@in_browser
def test_pointing_lights_up_what_a_module_imports_and_who_imports_it(browser, pages):
    browser.open(pages["shop"])
    key = browser.run(
        "[...document.querySelectorAll('#picture .box')].find(box => box.textContent.includes('views')).dataset.key"
    )
    browser.point(f"[data-key={key}] .face")

    lit = browser.run("[...document.querySelectorAll('.box.lit .label')].map(label => label.textContent).sort()")
    assert lit == ["<!--<script>", "log", "order", "views"]
    assert browser.run("document.querySelectorAll('.exact.out').length") == 2
    assert browser.run("document.querySelectorAll('.exact.in').length") == 1
    assert browser.run("document.querySelector('#tip').textContent") == "shop.web.views"


@in_browser
def test_a_click_tells_the_place_of_every_import(browser, pages):
    browser.open(pages["shop"])
    key = browser.run(
        "[...document.querySelectorAll('#picture .box')].find(box => box.textContent.includes('order')).dataset.key"
    )
    browser.click(f"[data-key={key}] .face")

    text = browser.run("document.querySelector('#details').innerText")
    assert text.startswith("shop.model.order")
    assert "shop/model/order.py:1" in text
    assert "shop/web/views.py:1" in text
    assert "Cycle that fails, 2 modules" in text
    assert browser.run("document.querySelector('#details button.place')") is None


@in_browser
def test_an_editor_is_told_what_to_open_and_tells_what_to_show(browser, pages):
    browser.open(
        pages["shop"],
        "window.sent = []; window.acquireVsCodeApi = () => ({ postMessage: message => window.sent.push(message) });",
    )
    message = "{type: 'reveal', path: 'shop/tools/log.py'}"
    browser.run(f"new Promise(done => {{ postMessage({message}, '*'); setTimeout(done, 200); }})")
    assert browser.run("document.querySelector('#details h2').textContent") == "shop.tools.log"
    browser.click("#details .imports button.place")
    assert browser.run("window.sent") == [{"type": "open", "path": "shop/tools/log.py", "line": 1, "column": 8}]


@in_browser
def test_everything_is_reached_with_the_keyboard(browser, pages):
    browser.open(pages["shop"])
    browser.run("document.querySelector('#tree [tabindex=\"0\"]').focus()")

    assert browser.focused_name() == "shop 7 modules, in a cycle that fails"
    browser.press("ArrowDown")
    assert browser.focused_name() == "model 2 modules, in a cycle that fails"
    browser.press("ArrowLeft")
    assert browser.run("document.querySelectorAll('#picture .frame').length") == 3
    assert browser.run("document.activeElement.getAttribute('aria-expanded')") == "false"
    browser.press("ArrowRight", "ArrowRight")
    assert browser.focused_name() == "customer in a cycle that fails"
    browser.press("Enter")
    assert browser.run("document.querySelector('#details h2').textContent") == "shop.model.customer"
    assert browser.run("document.querySelector('[aria-selected=true][role=treeitem]').title") == "shop.model.customer"
    assert browser.run("document.querySelector('#status').textContent") == "shop.model.customer"
    browser.press("Escape", "/", *"tlog", "Enter")
    assert browser.run("document.querySelector('#details h2').textContent") == "shop.tools.log"


@in_browser
def test_the_matrix_is_read_cell_by_cell(browser, pages):
    browser.open(pages["shop"])
    browser.click("#matrix-tab")
    browser.run("document.querySelector('#matrix').focus()")
    said = []
    for key in ("ArrowRight", *["ArrowRight"] * 7):
        browser.press(key)
        said.append(browser.run("document.querySelector('#status').textContent"))

    assert said[0] == "<!--<script>"
    assert "<!--<script> → shop.web.views: 1 import" in said
    assert "<!--<script> → shop.tools.log: no import" in said
    while "views" not in browser.run("document.querySelector('#status').textContent"):
        browser.press("ArrowLeft")
    browser.press("Enter")
    assert "<!--<script>.py:1" in browser.run("document.querySelector('#details').innerText")


@in_browser
def test_kinds_and_cycles_can_be_chosen(browser, pages):
    browser.open(pages["shop"])
    browser.click("#collapse-all")
    browser.click("#cycle-list button")
    assert "It fails, whichever of its modules is imported first." in browser.run(
        "document.querySelector('#details').innerText"
    )
    assert browser.run("document.querySelectorAll('.overlay .cycle-0').length") == 2
    browser.click("#legend input")
    assert browser.run("document.querySelectorAll('#picture .line').length") == 0


@in_browser
def test_three_thousand_modules_are_never_drawn_at_once(browser, pages):
    browser.open(pages["large"])
    boxes = "document.querySelectorAll('#picture .box').length"

    assert browser.console == []
    assert browser.run("document.querySelector('#counts').textContent").startswith("3,000 modules")
    assert browser.run(boxes) <= 60
    # All of `flat` would be a thousand boxes: they come in groups, and what was opened first closes again.
    browser.run("document.querySelector('[role=treeitem][title=flat] .twist').click()")
    groups = browser.run(
        "[...document.querySelectorAll('[role=treeitem]')].filter(row => row.title.startsWith('flat: m')).length"
    )
    assert groups == 28
    opened = "document.querySelectorAll('[role=treeitem][aria-level=\"2\"][aria-expanded=false] .twist')[0]?.click()"
    for _ in range(12):
        browser.run(opened)
    assert browser.run(boxes) <= 260


@in_browser
@pytest.mark.parametrize("dark", [False, True])
def test_colours_follow_the_system_and_the_editor(tmp_path, pages, dark):
    with Chromium(tmp_path / "profile", dark=dark) as browser:
        browser.open(pages["shop"])
        brightness = (
            "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).every(part => part > 127)"
        )
        assert browser.run(brightness) is not dark
        browser.run(f"document.body.className = 'vscode-{'light' if dark else 'dark'}'")
        assert browser.run(brightness) is dark
        browser.run("document.documentElement.style.setProperty('--vscode-editor-background', 'rgb(1, 2, 3)')")
        assert browser.run("getComputedStyle(document.body).backgroundColor") == "rgb(1, 2, 3)"
