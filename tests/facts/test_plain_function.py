import pytest

from importls.facts.plain_function import stands_in_plain_functions


def stands_plainly(before):
    return stands_in_plain_functions((before + "import a").split("\n"))


@pytest.mark.parametrize(
    "before",
    [
        "def f():\n    ",
        "async def f(\n    x,\n    y,\n):\n    x = (\n    )\n\n    # return\n    ",
        "class A:\n    @skip\n    def f(self):\n        return\n    def g(self):\n        '''S\n\nif x\n'''\n        ",
    ],
)
def test_functions_and_classes_alone_guard_nothing(before):
    assert stands_plainly(before)


@pytest.mark.parametrize(
    "before",
    [
        "if x:\n    ",
        "def f():\n    try:\n        ",
        "def f():\n    if x: return\n    ",
        "def f():\n    if x:\n        def g(): pass\n        exit()\n    ",
        "def f():\n    if x:\n        '''\n    class A:\n        '''\n        '''\n        ",
        "def f():\n    if x:\n        '''\n    def g():\n        ''' # '''\n        ",
        "def f():\n    x = 'a\\\ndef g():\n    '\n    ",
        "def f():\n\tif x:\n        ",
        "class A:\n    raise E\n    def f(self):\n        ",
        "  y):\n    ",
    ],
)
def test_in_doubt_it_says_no(before):
    assert not stands_plainly(before)
