"""Configuration files are read completely, and everything wrong with them is said at once, at its line."""

from importls.configuration import Configuration, IgnoredImport, find_configuration_file, load
from importls.diagnostic import Severity
from resolver.file_system.memory import MemoryFileSystem

RULES = ("unresolved-import", "missing-name", "import-cycle")


def read(text, name="importls.toml"):
    return load(MemoryFileSystem.from_tree({f"/p/{name}": text, "/p/src/": "", "/abs/": ""}), f"/p/{name}", RULES)


def mistakes(text, name="importls.toml"):
    """`line: message (hint)` of each error."""
    errors = read(text, name)
    assert isinstance(errors, tuple), errors
    return [f"{e.line}: {e.message}" + (f" ({e.hint})" if e.hint else "") for e in errors]


def test_every_setting_is_read():
    assert read("""
python = "../venv"
python-version = "3.9"
python-platform = "win32"
roots = ["src", "/abs", "."]
exclude = ["gen/**"]
select = ["ALL"]
ignore = ["import-cycle"]
error = ["missing-name"]
warn = ["unresolved-import"]
fail-on = "warning"
ignore-imports = ["a.b -> c", { import = "d->e.*", reason = "legacy" }]
[per-file-ignores]
"tests/**" = ["missing-name", "ALL"]
""") == Configuration(
        folder="/p",
        file="/p/importls.toml",
        python="/venv",
        python_version=(3, 9),
        python_platform="win32",
        roots=("/p/src", "/abs", "/p"),
        exclude=("gen/**",),
        select=("ALL",),
        ignore=("import-cycle",),
        error=("missing-name",),
        warn=("unresolved-import",),
        fail_on=Severity.WARNING,
        per_file_ignores=(("tests/**", ("missing-name", "ALL")),),
        ignore_imports=(IgnoredImport("a.b", "c"), IgnoredImport("d", "e.*", "legacy")),
    )


def test_a_pyproject_is_read_from_its_tool_table_only():
    text = '[project]\nname = "x"\n[tool.other]\nselect = 1\n[tool.importls]\nroots = ["src"]\n'
    assert read(text, "pyproject.toml").roots == ("/p/src",)


def test_all_mistakes_are_reported_together_with_their_lines():
    assert mistakes(
        """\
[tool.importls]
rots = ["src"]
python-version = 3.12
python-platform = "windows"
select = [
  "unresolved-import",
  "mising-name",
]
fail-on = "errors"
ignore-imports = [
  "a -> b",
  "a => b",
]
[tool.importls.per-file-ignores]
"tests/**" = ["import-cycles"]
"docs/**" = "ALL"
""",
        "pyproject.toml",
    ) == [
        "2: unknown setting `rots` (did you mean `roots`?)",
        "3: `python-version` must be a string",
        "14: `per-file-ignores` must be a table of arrays of rule names",
        '4: `python-platform` must be one of "linux", "darwin", "win32", not "windows"',
        "7: unknown rule `mising-name` (did you mean `missing-name`?)",
        '9: `fail-on` must be one of "info", "warning", "error", not "errors" (did you mean `error`?)',
        '12: "a => b" is no import: write "importer -> imported"',
    ]


def test_unknown_rules_in_per_file_ignores_are_found_at_their_glob():
    text = '[per-file-ignores]\n"a" = ["ALL"]\n"b" = [\n  "import-cycles"]\n'
    assert mistakes(text) == ["4: unknown rule `import-cycles` (did you mean `import-cycle`?)"]


def test_dotted_and_inline_tables_are_found_by_their_outermost_key():
    assert mistakes("[tool]\nimportls = { rots = 1 }\n", "pyproject.toml")[0].startswith("2: unknown setting `rots`")
    assert mistakes("[tool]\nx = 1\nimportls.rots = 1\n", "pyproject.toml")[0].startswith("3: unknown setting `rots`")


def test_invalid_toml_is_one_mistake_at_its_line():
    assert mistakes('select = ["ALL"]\nroots = [\n') == ["2: is not valid TOML: Invalid value"]
    assert mistakes("a = 1\na = 2\n") == ["2: is not valid TOML: Cannot overwrite a value"]


def test_a_file_that_is_not_utf8_is_a_mistake_at_the_line_of_the_first_odd_byte():
    assert mistakes(b"select = []\n# \xff\n") == ["2: is not encoded in UTF-8, which TOML requires"]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    assert mistakes(b"\xef\xbb\xbfroots = []\r\nrots = 1\r\n") == ["2: unknown setting `rots` (did you mean `roots`?)"]


def test_a_table_that_is_no_table_is_a_mistake():
    assert mistakes("[tool]\nimportls = 3\n", "pyproject.toml") == ["2: `tool.importls` must be a table"]


def test_an_unreadable_file_is_a_mistake():
    errors = load(MemoryFileSystem.from_tree({}), "/p/importls.toml", RULES)
    assert [error.line for error in errors] == [1]
    assert "cannot be read" in errors[0].message


def test_the_nearest_configuration_walking_up_is_found():
    disk = MemoryFileSystem.from_tree(
        {
            "/a/importls.toml": "",
            "/a/pyproject.toml": "[tool.importls]",
            "/a/b/pyproject.toml": "[tool.importls]",
            "/a/b/c/pyproject.toml": "[tool.other]  # not about importls",
            "/a/b/c/d/x.py": "",
            "/z/x.py": "",
        }
    )
    assert find_configuration_file(disk, "/a/b/c/d") == "/a/b/pyproject.toml"
    assert find_configuration_file(disk, "/a") == "/a/importls.toml"
    assert find_configuration_file(disk, "/z") is None


def test_a_broken_pyproject_that_speaks_of_importls_is_found_so_that_it_can_be_complained_about():
    disk = MemoryFileSystem.from_tree(
        {"/a/pyproject.toml": "[tool.importls]\nroots = [", "/b/pyproject.toml": "roots = ["}
    )
    assert find_configuration_file(disk, "/a") == "/a/pyproject.toml"
    assert find_configuration_file(disk, "/b") is None


def test_a_tool_key_that_is_no_table_has_nothing_to_do_with_importls():
    text = 'tool = 1\n[project]\nname = "importls"\n'
    assert find_configuration_file(MemoryFileSystem.from_tree({"/p/pyproject.toml": text}), "/p") is None
    assert read(text, "pyproject.toml") == Configuration(folder="/p", file="/p/pyproject.toml")


def test_toml_nested_too_deeply_is_one_mistake():
    assert mistakes("roots = " + "[" * 3000) == ["1: is not valid TOML: Nested too deeply"]
    deep = MemoryFileSystem.from_tree({"/p/pyproject.toml": "[tool.importls]\nroots = " + "[" * 3000})
    assert find_configuration_file(deep, "/p") == "/p/pyproject.toml"


def test_globs_that_match_nothing_are_mistakes_at_their_lines():
    assert mistakes("""\
exclude = [
  "build/**",
  "[z-a]",
]
[per-file-ignores]
"tests/**" = ["ALL"]
"!" = ["ALL"]
""") == ["3: `[z-a]` is no glob of `.gitignore`", "7: `!` is no glob of `.gitignore`"]


def test_only_a_pyproject_has_its_settings_in_a_tool_table():
    assert read('roots = ["src"]\n', "my-pyproject.toml").roots == ("/p/src",)


def test_a_table_of_pyproject_in_another_file_is_explained():
    expected = "1: unknown setting `tool` (in importls.toml settings stand at the top: drop the table's header)"
    assert mistakes("[tool.importls]\nselect = []\n[tool.importls.per-file-ignores]\n") == [expected]
    assert mistakes("[importls]\n")[0].endswith("drop the table's header)")
    assert mistakes("tool = 1\n") == ["1: unknown setting `tool`"]


def test_roots_must_be_folders_and_versions_known():
    assert mistakes('python-version = "3.99"\nroots = [\n"src",\n"nope"]\n') == [
        '1: `python-version` must be a version such as 3.12, from 3.8 to 3.15, not "3.99"',
        "4: there is no folder `nope`",
    ]


def test_a_folder_is_asked_once_for_its_configuration():
    disk = MemoryFileSystem.from_tree({"/p/importls.toml": "", "/p/a/x.py": "", "/p/b/x.py": ""})
    known = {}
    assert find_configuration_file(disk, "/p/a", known) == "/p/importls.toml"
    assert known == {"/p/a": None, "/p": "/p/importls.toml"}
    assert find_configuration_file(MemoryFileSystem.from_tree({}), "/p/b", known) == "/p/importls.toml"
