import pytest

from importls.facts.block_names import block_names
from importls.facts.reading import read


@pytest.mark.parametrize(
    "source",
    [
        "if a:\n    x = 1\n",
        "if a:\n    pass\nelse:\n    def x(): pass\n",
        "try:\n    class x: pass\nexcept E:\n    pass\n",
        "try:\n    pass\nexcept E:\n    x: int = 1\n",
        "for a in b:\n\n    # comment\n    x = a\n",
        "while a:\n\tx = a\n",
        "with a:\n    if b:\n        x = 1\n",
        "if a:\n    def f():\n        pass\n    x = 1\n",
        "a, x = 1, 2\n",
        "(a, x) = 1, 2\n",
        "a = x = 1\n",
        "if a:\n    b = c = x = 1\n",
    ],
)
def test_blocks_and_targets_bind_names(source):
    assert "x" in block_names(source)
    assert "x" in read(source, version=(3, 12), platform="linux").names


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    x = 1\n",
        "class C:\n    x = 1\n",
        "class C:\n    def x(self): pass\n",
        "if a:\n    def f():\n        x = 1\n",
        "if a:\n    class C:\n        def m(self):\n            pass\n        x = 1\n",
        "if a:\n    x.y = 1\n    x == 2\n    x[1] = 2\n",
        "a = x == 1\n",
    ],
)
def test_functions_and_classes_keep_their_names(source):
    assert "x" not in block_names(source)
    assert "x" not in read(source, version=(3, 12), platform="linux").names
