"""Imports in the order that isort and ruff give them."""

import ast
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from importls.edits.sorted_imports import Section, sorted_blocks, with_blocks
from importls.edits.source import read_source
from importls.edits.text_edits import replaced
from tests.edits.edited import source_of

RUFF = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")


def section_of(name):
    return Section.STANDARD_LIBRARY if name.partition(".")[0] in sys.stdlib_module_names else Section.THIRD_PARTY


def in_order(text):
    source = source_of(text)
    return replaced(text, with_blocks(source, sorted_blocks(source, section_of)))


ORDERS = {
    "sections": ("from .a import b\nimport numpy\nimport os\n", "import os\nimport numpy\nfrom .a import b"),
    "import before from": ("from os import path\nimport sys\n", "import sys\nfrom os import path"),
    "one name a line": ("import sys, os\n", "import os\nimport sys"),
    "names without regard to case": ("from .b import x\nfrom .A import y\n", "from .A import y\nfrom .b import x"),
    "numbers by value": ("from .a10 import x\nfrom .a2 import y\n", "from .a2 import y\nfrom .a10 import x"),
    "far relatives first": (
        "from .a import x\nfrom . import b\nfrom ..c import d\nfrom .. import e\n",
        "from .. import e\nfrom ..c import d\nfrom . import b\nfrom .a import x",
    ),
    "names of one module together": ("from .a import c\nfrom .a import b, D, E1\n", "from .a import E1, D, b, c"),
    "aliases and stars apart": (
        "from .a import c as d\nfrom .a import c, b\nfrom .a import *\n",
        "from .a import *\nfrom .a import b, c\nfrom .a import c as d",
    ),
    "the future stays first": ("from __future__ import annotations\nimport abc\n", None),
    "blocks apart": ("import b\nx = 1\nimport a\n", None),
    "what is sorted": ("import a\nfrom a import b\n", None),
    "lazy imports are left alone": ("lazy import b\nlazy import a\n", None),
}


@pytest.mark.parametrize("order", ORDERS)
def test_imports_are_sorted_by(order):
    text, expected = ORDERS[order]

    assert in_order(text) == (text if expected is None else f"{expected}\n")


NAMES = ("a", "b", "A", "Ab", "AB", "_x", "a1", "a10", "a2", "Z", "zeta", "x_y", "xy", "B2", "b_", "_", "C")
RELATIVE = (".", "..", ".a", ".b", ".A", "..b", ".a.b", ".a1", ".a10", ".a2", ".x_y", ".xy", "...c")
ABSOLUTE = ("os", "sys", "os.path", "numpy", "numpy.x", "abc", "zlib")


def drawn(draw):
    def name():
        return draw.choice(NAMES) + (f" as {draw.choice(NAMES)}" if draw.random() < 0.2 else "")

    for _ in range(draw.randint(1, 9)):
        module = draw.choice((*RELATIVE, *ABSOLUTE))
        if module in ABSOLUTE and draw.random() < 0.5:
            yield f"import {module}" + (f" as {draw.choice(NAMES)}" if draw.random() < 0.3 else "")
        elif draw.random() < 0.1:
            yield f"from {module} import *"
        else:
            yield f"from {module} import {', '.join(name() for _ in range(draw.randint(1, 4)))}"
        if draw.random() < 0.1:
            yield "x = 1"


@pytest.mark.skipif(RUFF is None, reason="no ruff to compare with")
def test_ruff_sorts_the_same_way(tmp_path):
    texts = ["\n".join(drawn(random.Random(seed))) + "\n" for seed in range(200)]
    for number, text in enumerate(texts):
        (tmp_path / f"m{number}.py").write_text(text)

    subprocess.run([RUFF, "check", "--select", "I001", "--fix", "--isolated", "--quiet", tmp_path], check=False)

    for number, text in enumerate(texts):
        theirs = (tmp_path / f"m{number}.py").read_text()
        assert ast.dump(ast.parse(in_order(text))) == ast.dump(ast.parse(theirs)), text


def test_what_is_sorted_is_still_python():
    source = read_source('"""doc"""\nimport b; import a; x = 1\n', (3, 12))

    assert in_order(source.text) == '"""doc"""\nimport a\nimport b; x = 1\n'
