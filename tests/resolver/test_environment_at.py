"""Environments of drawn installations. `tests/differential` asks real interpreters about their own."""

from __future__ import annotations

import pytest

from resolver import EntrySource, Environment, Flags, Startup, environment_at
from resolver.file_system.memory import MemoryFileSystem
from tests.resolver.trees import draw


def library(prefix: str, version: str = "3.12", folder: str = "lib") -> list[str]:
    """The landmarks of an installation: an interpreter, `os.py` and `lib-dynload`."""
    python = f"{prefix}/{folder}/python{version}"
    return [
        f"{prefix}/bin/python{version.rstrip('t')}",
        f"{python}/os.py",
        f"{python}/lib-dynload/_json.cpython-{version.replace('.', '')}-x86_64-linux-gnu.so",
        f"{python}/site-packages/",
    ]


def at(location: str, lines: list[str], startup: Startup | None = None, **symlinks: str) -> Environment:
    links = {"/" + path.replace("__", "/").replace("_dot_", "."): target for path, target in symlinks.items()}
    file_system = MemoryFileSystem.from_tree({**tree_of(lines)}, symlinks=links)
    environment = environment_at(file_system, location, startup or Startup())
    assert isinstance(environment, Environment), environment
    return environment


def tree_of(lines: list[str]) -> dict[str, str]:
    return {path: content.replace("\\n", "\n") for path, _, content in (line.partition(": ") for line in lines)}


def entries(environment: Environment) -> list[str]:
    return [entry.path for entry in environment.sys_path]


VENV = ["/v/pyvenv.cfg: home = /py/bin\\nversion = 3.12.1", "/v/lib/python3.12/site-packages/"]


def test_a_prefix_has_zip_library_extensions_and_site_packages_in_this_order():
    environment = at("/py", library("/py"))
    assert entries(environment) == [
        "/py/lib/python312.zip",
        "/py/lib/python3.12",
        "/py/lib/python3.12/lib-dynload",
        "/py/lib/python3.12/site-packages",
    ]
    sources = [EntrySource.STDLIB_ZIP, EntrySource.STDLIB, EntrySource.LIB_DYNLOAD, EntrySource.SITE]
    assert [entry.source for entry in environment.sys_path] == sources
    assert (environment.version, environment.platform, environment.prefix) == ((3, 12), "linux", "/py")


@pytest.mark.parametrize(
    ("value", "sees_system"),
    [("true", True), ("TRUE", True), (None, True), ("false", False), ("yes", False), ("1", False), ("", False)],
)
def test_a_venv_sees_the_base_only_where_its_configuration_says_true_or_nothing(value, sees_system):
    line = "" if value is None else f"\\nInclude-System-Site-Packages={value}"
    environment = at("/v", [*library("/py"), VENV[0] + line, VENV[1]])
    assert entries(environment)[3] == "/v/lib/python3.12/site-packages"
    assert ("/py/lib/python3.12/site-packages" in entries(environment)) is sees_system
    assert (environment.prefix, environment.base_prefix) == ("/v", "/py")


@pytest.mark.parametrize("location", ["/v", "/v/bin/python", "/v/bin/python3"])
def test_a_venv_may_be_named_by_folder_or_interpreter(location):
    environment = at(location, [*library("/py"), *VENV], v__bin__python="python3", v__bin__python3="/py/bin/python3.12")
    assert environment.prefix == "/v"


def test_links_of_the_interpreter_are_followed_and_those_of_folders_are_not():
    links = {"opt__bin__python3": "../Cellar/python/bin/python3", "opt__Cellar__python__bin__python3": "python3.12"}
    assert at("/opt/bin/python3", library("/opt/Cellar/python"), **links).prefix == "/opt/Cellar/python"
    pyenv = at("/pyenv/latest/bin/python3.12", library("/pyenv/312"), pyenv__latest="312")
    assert pyenv.prefix == "/pyenv/latest"


def test_the_interpreter_s_name_chooses_among_several_libraries():
    lines = library("/usr", "3.9") + library("/usr", "3.11") + library("/usr", "3.13")
    assert at("/usr/bin/python3", lines, usr__bin__python3="python3.11").version == (3, 11)
    assert at("/usr", lines, usr__bin__python3="python3.9").version == (3, 9)


def test_debian_has_dist_packages_instead_of_site_packages():
    lines = [*library("/usr", "3.11"), "/usr/lib/python3.11/site.py: dist-packages", "/usr/lib/python3/dist-packages/"]
    lines.append("/usr/local/lib/python3.11/dist-packages/")
    expected = ["/usr/local/lib/python3.11/dist-packages", "/usr/lib/python3/dist-packages"]
    assert entries(at("/usr/bin/python3.11", lines))[3:] == expected


def test_fedora_keeps_its_library_in_lib64():
    lines = [*library("/usr", "3.13", "lib64"), "/usr/lib/python3.13/site-packages/"]
    assert entries(at("/usr/bin/python3.13", lines)) == [
        "/usr/lib64/python313.zip",
        "/usr/lib64/python3.13",
        "/usr/lib64/python3.13/lib-dynload",
        "/usr/lib64/python3.13/site-packages",
        "/usr/lib/python3.13/site-packages",
    ]


def test_free_threaded_builds_have_a_t_in_their_folders():
    environment = at("/py", library("/py", "3.13t"))
    assert entries(environment)[:2] == ["/py/lib/python313t.zip", "/py/lib/python3.13t"]
    assert environment.suffixes.extension == (".cpython-313t-x86_64-linux-gnu.so", ".abi3.so", ".so")
    assert environment.cache_tag == "cpython-313"


@pytest.mark.parametrize(
    ("data", "platform", "suffix"),
    [
        ("_sysconfigdata__linux_aarch64-linux-gnu.py", "linux", ".cpython-312-aarch64-linux-gnu.so"),
        ("_sysconfigdata__linux_x86_64-linux-musl.py", "linux", ".cpython-312-x86_64-linux-musl.so"),
        ("_sysconfigdata_d_linux_x86_64-linux-gnu.py", "linux", ".cpython-312d-x86_64-linux-gnu.so"),
        ("_sysconfigdata__darwin_darwin.py", "darwin", ".cpython-312-darwin.so"),
    ],
)
def test_the_name_of_sysconfigdata_tells_platform_and_abi(data, platform, suffix):
    environment = at("/py", ["/py/lib/python3.12/os.py", f"/py/lib/python3.12/{data}"])
    assert (environment.platform, environment.suffixes.extension[0]) == (platform, suffix)


def test_built_in_names_come_from_the_build_s_own_table_where_it_is_there():
    config = "/py/lib/python3.12/config-3.12-x86_64-linux-gnu/config.c"
    text = 'struct _inittab _PyImport_Inittab[] = {\\n    {"_json", PyInit__json},\\n    {"sys", NULL},\\n'
    assert at("/py", [*library("/py"), f"{config}: {text}"]).builtin_names == {"_json", "sys"}
    without = at("/py", library("/py")).builtin_names
    assert "time" in without
    assert "_json" not in without


def test_a_module_with_a_file_of_its_own_is_not_built_in():
    extension = "/py/lib/python3.12/lib-dynload/time.cpython-312-x86_64-linux-gnu.so"
    assert "time" not in at("/py", [*library("/py"), extension]).builtin_names
    assert "errno" in at("/py", [*library("/py"), extension]).builtin_names


def test_the_thread_flag_of_the_library_is_part_of_the_abi_where_no_file_names_it():
    lines = ["/py/bin/python3.13", "/py/lib/python3.13t/os.py", "/py/lib/python3.13t/lib-dynload/"]
    assert at("/py", lines).suffixes.extension[0] == ".cpython-313t-x86_64-linux-gnu.so"
    data = "/py/lib/python3.13t/_sysconfigdata_t_linux_aarch64-linux-gnu.py"
    assert at("/py", [*lines, data]).suffixes.extension[0] == ".cpython-313t-aarch64-linux-gnu.so"


WINDOWS = ["C:\\py\\python.exe", "C:\\py\\python312.dll", "C:\\py\\Lib\\os.py", "C:\\py\\DLLs\\_ssl.pyd"]


def windows(location: str, *lines: str, startup: Startup | None = None) -> Environment:
    file_system = MemoryFileSystem.from_tree(tree_of([*WINDOWS, *lines]), separator="\\")
    environment = environment_at(file_system, location, startup or Startup(working_directory="C:\\"))
    assert isinstance(environment, Environment), environment
    return environment


def test_windows_has_its_own_order_and_suffixes():
    environment = windows("C:\\py", "C:\\py\\Lib\\site-packages\\")
    expected = ["python312.zip", "DLLs", "Lib", "", "Lib\\site-packages"]
    assert entries(environment) == [f"C:\\py\\{name}".rstrip("\\") for name in expected]
    assert environment.suffixes.extension == (".cp312-win_amd64.pyd", ".pyd")
    assert environment.suffixes.source == (".py", ".pyw")
    assert "winreg" in environment.builtin_names


def test_a_windows_venv_adds_itself_and_its_site_packages():
    lines = ("C:\\v\\pyvenv.cfg: home = C:\\py\\ninclude-system-site-packages = false", "C:\\v\\Scripts\\python.exe")
    environment = windows("C:\\v", *lines, "C:\\v\\Lib\\site-packages\\")
    assert entries(environment)[-2:] == ["C:\\v", "C:\\v\\Lib\\site-packages"]
    assert environment.prefix == "C:\\v"


def test_an_underscore_pth_file_replaces_the_whole_search_path():
    startup = Startup(working_directory="C:\\", variables={"PYTHONPATH": "C:\\a"}, script_directory="C:\\s")
    environment = windows("C:\\py", "C:\\py\\python312._pth: python312.zip\\n. # here\\n\\nsub", startup=startup)
    assert entries(environment) == ["C:\\py\\python312.zip", "C:\\py", "C:\\py\\sub"]


def test_the_script_s_directory_comes_first_unless_the_path_is_safe():
    for startup, first in [
        (Startup(script_directory="/s"), "/s"),
        (Startup(script_directory="", working_directory="/w"), "/w"),
        (Startup(script_directory="/s", flags=Flags(isolated=True)), "/py/lib/python312.zip"),
        (Startup(script_directory="/s", flags=Flags(safe_path=True)), "/py/lib/python312.zip"),
        (Startup(script_directory="/s", variables={"PYTHONSAFEPATH": "1"}), "/py/lib/python312.zip"),
    ]:
        assert entries(at("/py", library("/py"), startup))[0] == first


def test_version_and_platform_can_be_overridden_while_the_folders_stay():
    environment = at("/py", library("/py"), Startup(version=(3, 9), platform="win32"))
    assert (environment.version, environment.platform, environment.cache_tag) == ((3, 9), "win32", "cpython-39")
    assert environment.suffixes.extension == (".cp39-win_amd64.pyd", ".pyd")
    assert "parser" in environment.stdlib_names
    assert entries(environment)[1] == "/py/lib/python3.12"


def test_pythonhome_names_the_prefix():
    lines = [*library("/py"), *library("/other")]
    environment = at("/py/bin/python3.12", lines, Startup(variables={"PYTHONHOME": "/other"}))
    assert entries(environment)[1:3] == ["/other/lib/python3.12", "/other/lib/python3.12/lib-dynload"]


def test_paths_from_pth_files_name_the_file_they_came_from():
    site = "/py/lib/python3.12/site-packages"
    environment = at("/py", [*library("/py"), f"{site}/x.pth: /src\\n/src\\n/gone", "/src/m.py"])
    assert [("/src", f"{site}/x.pth")] == [(e.path, e.detail) for e in environment.sys_path if e.detail]


def test_a_pth_line_may_name_a_file_such_as_an_egg():
    site = "/py/lib/python3.12/site-packages"
    environment = at(
        "/py", [*library("/py"), f"{site}/x.pth: demo.egg\\n./lib", f"{site}/demo.egg: zip", f"{site}/lib/"]
    )
    assert entries(environment)[-2:] == [f"{site}/demo.egg", f"{site}/lib"]


def test_since_3_15_import_lines_run_after_all_paths_and_blanks_in_front_do_not_matter():
    site = "/py/lib/python3.15/site-packages"
    environment = at(
        "/py", [*library("/py", "3.15"), f"{site}/x.pth:   import os; exec(input())\\n  /src", "/src/m.py"]
    )
    assert entries(environment)[-1] == "/src"
    assert environment.problems == (f"{site}/x.pth: not followed: import os; exec(input())",)


def test_a_long_import_line_is_cut_where_it_can_be_seen():
    site = "/py/lib/python3.12/site-packages"
    environment = at("/py", [*library("/py"), f"{site}/x.pth: import os; {'x = 1; ' * 20}exec(input())"])
    (problem,) = environment.problems
    assert problem == f"{site}/x.pth: not followed: import os; {'x = 1; ' * 7}…"


@pytest.mark.parametrize(
    ("path", "content", "is_one"),
    [
        ("/py/bin/python", "", True),
        ("/py/bin/python3.12", "", True),
        ("/py/bin/python3.12d", "", True),
        ("/py/bin/python3-dbg", "", True),
        ("/py/bin/embedded", "\x7fELF…Py_BytesMain…", True),
        ("/py/bin/ls", "\x7fELF…", False),
        ("/py/bin/python3.12-config", "", False),
        ("/py/bin/python.py", "", False),
        ("/py/bin/app.py", "Py_BytesMain", False),
        ("/py/bin/run.sh", "#!/bin/sh", False),
    ],
)
def test_an_interpreter_is_known_by_its_name_or_its_content(path, content, is_one):
    found = environment_at(draw(*library("/py"), f"{path}: {content}"), path, Startup())
    assert found == f"{path} is no Python interpreter" or is_one
    assert isinstance(found, Environment) is is_one


def test_a_link_is_an_interpreter_where_its_target_is():
    assert at("/opt/mine", library("/py"), opt__mine="/py/bin/python3.12").prefix == "/py"


@pytest.mark.parametrize(
    ("location", "lines", "words"),
    [
        ("/v", ["/v/pyvenv.cfg", "/lib/python3.11/os.py"], "/v has neither an interpreter nor a `home`"),
        ("/v", ["/v/pyvenv.cfg: home =", "/lib/python3.11/os.py"], "/v has neither an interpreter nor a `home`"),
        ("/v", ["/v/pyvenv.cfg: home = /gone/bin", "/lib/python3.11/os.py"], "in /gone/bin that is no longer there"),
        ("/nowhere", ["/x"], "there is nothing at /nowhere"),
        ("/empty", ["/empty/x"], "/empty holds neither a virtual environment nor a Python installation"),
        ("/v", VENV, "was made from an interpreter in /py/bin that is no longer there"),
        ("/b/python3.12", ["/b/python3.12"], "no standard library belongs to /b/python3.12"),
        ("/shims/python", ["/shims/python"], "is a shim"),
    ],
)
def test_what_is_no_environment_is_said_in_a_sentence(location, lines, words):
    problem = environment_at(draw(*lines), location, Startup())
    assert isinstance(problem, str)
    assert words in problem


def test_relative_locations_start_from_the_working_directory():
    assert at("../v", [*library("/py"), *VENV], Startup(working_directory="/project")).prefix == "/v"
