"""Configurations that are read without complaint fit the schema; those with a mistake in a key or a value do not."""

import tomllib

import jsonschema
import pytest

from importls.configuration import load
from importls.output.configuration_schema import configuration_schema
from resolver.file_system.memory import MemoryFileSystem

RULES = ("unresolved-import", "missing-name")
SCHEMA = configuration_schema(RULES)

GOOD = {
    "nothing": "",
    "every setting": """
python = "../venv"
python-version = "3.9"
python-platform = "win32"
roots = ["src"]
exclude = ["gen/**"]
select = ["ALL"]
ignore = ["missing-name"]
error = ["missing-name"]
warn = ["unresolved-import"]
fail-on = "warning"
ignore-imports = ["a.b -> c", { import = "d->e.*", reason = "legacy" }]
per-file-ignores = { "tests/**" = ["missing-name", "ALL"] }
""",
}
BAD = {
    "a key": 'slect = ["ALL"]',
    "a type": 'select = "ALL"',
    "a rule": 'ignore = ["missing-nam"]',
    "a rule of files": 'per-file-ignores = { "*.py" = ["nothing"] }',
    "a version": 'python-version = "2.7"',
    "a platform": 'python-platform = "beos"',
    "a severity": 'fail-on = "fatal"',
    "an import": 'ignore-imports = ["a.b"]',
    "an import with a reason": 'ignore-imports = [{ import = "a", reason = "b" }]',
    "a key of an import": 'ignore-imports = [{ import = "a -> b", because = "b" }]',
}


def is_read(text):
    loaded = load(MemoryFileSystem.from_tree({"/p/importls.toml": text, "/p/src/": ""}), "/p/importls.toml", RULES)
    return not isinstance(loaded, tuple)


@pytest.mark.parametrize("case", GOOD)
def test_what_is_read_fits(case):
    assert is_read(GOOD[case])
    jsonschema.validate(tomllib.loads(GOOD[case]), SCHEMA)


@pytest.mark.parametrize("mistaken", BAD)
def test_what_is_complained_about_does_not_fit(mistaken):
    assert not is_read(BAD[mistaken])
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(BAD[mistaken]), SCHEMA)
