"""`importls rename` over real files and with real git."""

import shutil
import subprocess

import pytest

from importls.cli.failure import Failure
from importls.cli.moving import make
from tests.end_to_end.command import draw, draw_interpreter, run

FILES = {
    "pyproject.toml": "[project]\nname = 'x'\nscripts = { run = 'shop.cart:main' }\n",
    "shop/__init__.py": "",
    "shop/cart.py": "from . import user\n\ndef main(): ...\n",
    "shop/user.py": b"# -*- coding: latin-1 -*-\r\nname = '\xe9'; import shop.cart\r\nshop.cart.main()\r\n",
    "tests/test_cart.py": "from unittest import mock\nfrom shop import cart, user\nmock.patch('shop.cart.main')\n",
}


@pytest.fixture(scope="module")
def venv(tmp_path_factory):
    return draw_interpreter(tmp_path_factory.mktemp("interpreter"))


@pytest.fixture
def project(tmp_path, venv):
    """A project, and the command on it."""
    folder = draw(tmp_path / "project", FILES)

    def rename(*arguments, **more):
        return run(folder, "rename", "--python", venv, *arguments, **more)

    return folder, rename


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def git(folder, *arguments):
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def test_a_module_gets_another_name_and_nothing_else_changes(project):
    folder, rename = project
    outcome = rename("shop.cart", "shop.basket")
    assert outcome.status == 0, outcome.err
    assert outcome.out == "shop/cart.py -> shop/basket.py\n5 places in 3 files rewritten\n"
    assert contents(folder) == {
        "pyproject.toml": FILES["pyproject.toml"].replace("shop.cart", "shop.basket").encode(),
        "shop/__init__.py": b"",
        "shop/basket.py": FILES["shop/cart.py"].encode(),
        "shop/user.py": FILES["shop/user.py"].replace(b"shop.cart", b"shop.basket"),
        "tests/test_cart.py": (
            b"from unittest import mock\nfrom shop import basket as cart, user\nmock.patch('shop.basket.main')\n"
        ),
    }


def test_a_path_is_as_good_as_a_name_and_what_is_missing_above_is_made(project):
    folder, rename = project
    assert rename("shop/cart.py", "shop/core/cart.py").status == 0
    assert (folder / "shop/core/__init__.py").read_bytes() == b""
    assert (folder / "shop/core/cart.py").read_text() == "from .. import user\n\ndef main(): ...\n"


def test_a_file_goes_into_a_folder_that_is_there(project):
    folder, rename = project
    assert rename("shop/cart.py", "tests/").status == 0
    assert (folder / "tests/cart.py").read_text() == "from shop import user\n\ndef main(): ...\n"


def test_a_package_moves_with_everything_in_it_and_no_empty_folder_stays(project):
    folder, rename = project
    draw(folder, {"shop/data.txt": "x", "shop/__pycache__/cart.cpython-312.pyc": b""})
    assert rename("shop", "store.shop").status == 0
    assert not (folder / "shop").exists()
    assert (folder / "store/shop/data.txt").exists()
    assert (folder / "tests/test_cart.py").read_text().splitlines()[1] == "from store.shop import cart, user"


def test_a_module_becomes_a_package_and_back(project):
    folder, rename = project
    before = contents(folder)
    assert rename("shop/cart.py", "shop/cart/__init__.py").status == 0
    assert (folder / "shop/cart/__init__.py").read_text() == "from .. import user\n\ndef main(): ...\n"
    assert rename("shop/cart/__init__.py", "shop/cart.py").status == 0
    assert contents(folder) == before
    assert not (folder / "shop/cart").exists()


def test_git_is_told_of_what_it_tracks(project):
    folder, rename = project
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "x")
    draw(folder, {"shop/new.py": "from . import cart\n"})
    assert rename("shop.cart", "shop.basket").status == 0
    assert "R  shop/cart.py -> shop/basket.py" in git(folder, "status", "--short").splitlines()
    assert rename("shop.new", "shop.newer").status == 0
    assert "?? shop/newer.py" in git(folder, "status", "--short").splitlines()


@pytest.mark.parametrize(
    ("old", "new"), [("shop.cart", "shop.deep.basket"), ("shop", "store"), ("shop/cart.py", "shop/cart/__init__.py")]
)
def test_the_patch_does_what_the_command_does(project, tmp_path, old, new):
    folder, rename = project
    draw(
        folder, {"shop/user.py": FILES["shop/user.py"].decode("latin-1").replace("\r", "").replace("latin-1", "utf-8")}
    )
    copy = shutil.copytree(folder, tmp_path / "copy")
    git(copy, "init", "-q")
    before = contents(folder)
    shown = rename("--diff", old, new)
    assert shown.status == 0
    assert contents(folder) == before
    (copy / "patch").write_bytes(shown.out.encode())
    git(copy, "apply", "patch")
    (copy / "patch").unlink()
    assert rename(old, new).status == 0
    assert contents(copy) == contents(folder)


def test_what_is_not_rewritten_is_told(project):
    folder, rename = project
    draw(folder, {"shop/table.py": "name = f'shop.cart.{x}'\n"})
    outcome = rename("shop.cart", "shop.basket")
    assert outcome.err == "importls: not rewritten: shop/table.py:1: `shop.cart` is mentioned\n"


REFUSED = {
    "a name that no module has": (("shop.car", "shop.x"), "the project has no module `shop.car`"),
    "a path that is not there": (("shop/car.py", "shop/x.py"), "there is no such file or folder"),
    "a place that is taken": (("shop.cart", "shop.user"), "is there already"),
    "a name that cannot be one": (("shop.cart", "shop.a-b"), "cannot be the name of a module"),
    "a keyword": (("shop.cart", "shop.class"), "`shop.class` cannot be imported"),
    "a place in a module": (("shop.cart", "shop.user.cart"), "`shop.user` is a module"),
    "a folder that no name leads to": (("shop/cart.py", "shop/my-parts/cart.py"), "cannot be imported"),
    "a place outside": (("shop/cart.py", "../cart.py"), "would lie outside of the project"),
    "a folder into itself": (("shop", "shop.inner"), "cannot move into itself"),
    "no Python any more": (("shop/cart.py", "shop/cart.txt"), "would be another kind of file"),
    "what an installed package has": (("shop.user", "random"), "would be found at"),
    "too few words": (("shop.cart",), "the following arguments are required: NEW"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_done_is_said_and_nothing_is_changed(project, case):
    folder, rename = project
    draw(folder, {"shop/luck.py": "import random\n"})
    before = contents(folder)
    arguments, message = REFUSED[case]
    outcome = rename(*arguments)
    assert (outcome.status, outcome.out) == (2, "")
    assert message in outcome.err
    assert contents(folder) == before


def test_what_would_find_something_else_can_be_forced(project):
    folder, rename = project
    draw(folder, {"shop/luck.py": "import random\n"})
    assert rename("--force", "shop.user", "random").status == 0
    assert (folder / "random.py").exists()


def test_everything_is_as_it_was_where_a_file_cannot_be_made(project):
    folder, _ = project
    before = contents(folder)
    cart, deep = str(folder / "shop/cart.py"), str(folder / "shop/deep")
    with pytest.raises(Failure, match="nothing was renamed"):
        make({cart: f"{deep}/cart.py"}, [str(folder / "shop/user.py")], {cart: b"changed"})
    assert contents(folder) == before
    assert not (folder / "shop/deep").exists()


def test_everything_is_as_it_was_where_git_refuses(project):
    folder, rename = project
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "x")
    before = contents(folder)
    (folder / ".git/index.lock").touch()
    outcome = rename("shop.cart", "shop.deep.basket")
    assert outcome.status == 2
    assert "nothing was renamed" in outcome.err
    assert contents(folder) == before
    assert not (folder / "shop/deep").exists()


def test_a_file_that_its_encoding_cannot_hold_stops_everything(project):
    folder, rename = project
    before = contents(folder)
    outcome = rename("shop.cart", "shop.\u4e2d")
    assert outcome.status == 2
    assert "shop/user.py cannot be rewritten in its encoding" in outcome.err
    assert contents(folder) == before
