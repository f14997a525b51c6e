"""Layouts of installations that the machine of the tests does not have, drawn from their documentation or from records.

`tests/differential` asks real interpreters about their own.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

import pytest

from resolver import EntrySource, Environment, Startup, environment_at
from resolver.environment.startup import Flags, parse_flags
from resolver.file_system.memory import MemoryFileSystem


def at(
    location: str,
    tree: Mapping[str, bytes | str],
    startup: Startup | None = None,
    *,
    links: Mapping[str, str] | None = None,
    separator: str = "/",
) -> Environment:
    file_system = MemoryFileSystem.from_tree(tree, separator=separator, symlinks=links)
    startup = startup or Startup(working_directory="C:\\" if separator == "\\" else "/")
    environment = environment_at(file_system, location, startup)
    assert isinstance(environment, Environment), environment
    return environment


def entries(environment: Environment) -> list[str]:
    return [entry.path for entry in environment.sys_path]


def library(
    prefix: str, version: str, *, folder: str = "lib", soabi: str | None = None, build: str = ""
) -> dict[str, str]:
    python = f"{prefix}/{folder}/python{version}"
    record = (
        {} if soabi is None else {f"{python}/_sysconfigdata_{build}.py": f"build_time_vars = {{'SOABI': '{soabi}'}}"}
    )
    return {
        f"{prefix}/bin/python{version.rstrip('t')}": "",
        f"{python}/os.py": "",
        f"{python}/lib-dynload/": "",
        f"{python}/site-packages/": "",
        **record,
    }


# ---------------------------------------------------------------------------------------------- Linux


@pytest.mark.parametrize(
    ("soabi", "build", "version", "suffixes"),
    [
        ("cpython-312-x86_64-linux-gnu", "_linux_x86_64-linux-gnu", "3.12", "cpython-312-x86_64-linux-gnu abi3"),
        ("cpython-311-i386-linux-gnu", "_linux_i386-linux-gnu", "3.11", "cpython-311-i386-linux-gnu abi3"),
        ("cpython-39-arm-linux-gnueabihf", "_linux_arm-linux-gnueabihf", "3.9", "cpython-39-arm-linux-gnueabihf abi3"),
        ("cpython-312-aarch64-linux-musl", "_linux_aarch64-linux-musl", "3.12", "cpython-312-aarch64-linux-musl abi3"),
        # Alpine's builds of 3.8 and before call themselves gnu, and so do their files.
        ("cpython-38-x86_64-linux-gnu", "_linux_x86_64-linux-musl", "3.8", "cpython-38-x86_64-linux-gnu abi3"),
        ("cpython-313t-x86_64-linux-gnu", "t_linux_x86_64-linux-gnu", "3.13t", "cpython-313t-x86_64-linux-gnu abi3"),
        # As python/cpython#122931 and its threads record them for 3.15.0rc2.
        (
            "cpython-315-x86_64-linux-gnu",
            "_linux_x86_64-linux-gnu",
            "3.15",
            "cpython-315-x86_64-linux-gnu abi3-x86_64-linux-gnu abi3 abi3t-x86_64-linux-gnu abi3t",
        ),
        (
            "cpython-315t-aarch64-linux-gnu",
            "t_linux_aarch64-linux-gnu",
            "3.15t",
            "cpython-315t-aarch64-linux-gnu abi3t-aarch64-linux-gnu abi3t",
        ),
        ("cpython-315-darwin", "_darwin_darwin", "3.15", "cpython-315-darwin abi3-darwin abi3 abi3t-darwin abi3t"),
    ],
)
def test_extension_suffixes_are_those_that_the_build_records(soabi, build, version, suffixes):
    environment = at("/py", library("/py", version, soabi=soabi, build=build))
    expected = [f".{tag}.so" for tag in suffixes.split()] + [".so"]
    assert list(environment.suffixes.extension) == expected


def test_a_debug_build_loads_what_was_made_for_the_release_and_uses_no_frozen_library():
    recorded = (
        "build_time_vars = {'ALT_SOABI': 'cpython-312-x86_64-linux-gnu', 'SOABI': 'cpython-312d-x86_64-linux-gnu'}"
    )
    tree = library("/py", "3.12") | {"/py/lib/python3.12/_sysconfigdata_d_linux_x86_64-linux-gnu.py": recorded}
    environment = at("/py", tree)
    tags = ["cpython-312d-x86_64-linux-gnu", "cpython-312-x86_64-linux-gnu", "abi3"]
    assert environment.suffixes.extension == (*(f".{tag}.so" for tag in tags), ".so")
    assert "os" not in environment.frozen_modules
    on = Startup(flags=Flags(options=(("frozen_modules", "on"),)))
    assert "os" in at("/py", tree, on).frozen_modules


def test_debian_s_debug_interpreter_shares_the_folder_of_the_other():
    tree = library("/usr", "3.12") | {"/usr/bin/python3.12d": ""}
    for flags in ("", "d"):
        soabi = f"cpython-312{flags}-x86_64-linux-gnu"
        tree[f"/usr/lib/python3.12/_sysconfigdata_{flags}_linux_x86_64-linux-gnu.py"] = f"v = {{'SOABI': '{soabi}'}}"
    assert at("/usr/bin/python3.12", tree).suffixes.extension[0] == ".cpython-312-x86_64-linux-gnu.so"
    assert at("/usr/bin/python3.12d", tree).suffixes.extension[0] == ".cpython-312d-x86_64-linux-gnu.so"


DEBIAN_SITE = "is_virtual_environment; 'local/lib', 'dist-packages'"


def debian(version: str) -> dict[str, str]:
    return {
        **library("/usr", version),
        f"/usr/lib/python{version}/site.py": DEBIAN_SITE,
        f"/usr/local/lib/python{version}/dist-packages/": "",
        f"/usr/local/lib/python{version}/site-packages/": "",
        "/usr/lib/python3/dist-packages/": "",
    }


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.11", "3.13"])
def test_debian_has_dist_packages_of_its_own_and_of_the_administrator(version):
    folders = entries(at("/usr/bin/python3", debian(version), links={"/usr/bin/python3": f"python{version}"}))
    assert folders[3:] == [f"/usr/local/lib/python{version}/dist-packages", "/usr/lib/python3/dist-packages"]


def test_a_venv_on_debian_has_site_packages_and_with_system_site_packages_both():
    tree = debian("3.11") | {
        "/v/pyvenv.cfg": "home = /usr/bin\ninclude-system-site-packages = true\nversion = 3.11.2",
        "/v/lib/python3.11/site-packages/": "",
        "/v/local/lib/python3.11/dist-packages/": "",
    }
    assert entries(at("/v", tree, links={"/v/bin/python": "/usr/bin/python3.11"}))[3:] == [
        "/v/lib/python3.11/site-packages",
        "/v/local/lib/python3.11/dist-packages",
        # In a venv, Debian's site looks for site-packages below every prefix.
        "/usr/lib/python3.11/site-packages",
        "/usr/local/lib/python3.11/dist-packages",
        "/usr/lib/python3/dist-packages",
    ]


def test_bin_may_be_a_link_to_usr_bin():
    tree = library("/usr", "3.12") | {
        "/usr/lib/python3.12/_sysconfigdata__linux_x86_64-linux-gnu.py": "{'prefix': '/usr', 'exec_prefix': '/usr'}",
    }
    environment = at("/bin/python3.12", tree, links={"/bin": "usr/bin"})
    assert (environment.prefix, entries(environment)[1]) == ("/usr", "/usr/lib/python3.12")


def test_fedora_has_lib64_before_lib_and_local_folders_only_where_they_exist():
    tree = library("/usr", "3.13", folder="lib64") | {"/usr/lib/python3.13/site-packages/": ""}
    environment = at("/usr/bin/python3", tree, links={"/usr/bin/python3": "python3.13"})
    assert entries(environment) == [
        "/usr/lib64/python313.zip",
        "/usr/lib64/python3.13",
        "/usr/lib64/python3.13/lib-dynload",
        "/usr/lib64/python3.13/site-packages",
        "/usr/lib/python3.13/site-packages",
    ]


def test_a_conda_environment_is_a_prefix_of_its_own():
    tree = library("/opt/conda/envs/data", "3.11") | {"/opt/conda/envs/data/conda-meta/history": ""}
    environment = at("/opt/conda/envs/data", tree, links={"/opt/conda/envs/data/bin/python": "python3.11"})
    assert (environment.prefix, environment.base_prefix) == ("/opt/conda/envs/data", "/opt/conda/envs/data")
    assert entries(environment)[-1] == "/opt/conda/envs/data/lib/python3.11/site-packages"


def test_a_venv_of_uv_leads_through_links_of_minor_versions():
    store = "/home/u/.local/share/uv/python"
    tree = library(f"{store}/cpython-3.12.8-linux-x86_64-gnu", "3.12") | {
        "/p/.venv/pyvenv.cfg": f"home = {store}/cpython-3.12-linux-x86_64-gnu/bin\nimplementation = CPython\n"
        "uv = 0.5.9\nversion_info = 3.12.8\ninclude-system-site-packages = false\n",
        "/p/.venv/lib/python3.12/site-packages/": "",
    }
    links = {
        f"{store}/cpython-3.12-linux-x86_64-gnu": "cpython-3.12.8-linux-x86_64-gnu",
        "/p/.venv/bin/python": f"{store}/cpython-3.12-linux-x86_64-gnu/bin/python3.12",
        "/p/.venv/bin/python3": "python",
    }
    environment = at("/p/.venv", tree, links=links)
    assert environment.base_prefix == f"{store}/cpython-3.12-linux-x86_64-gnu"
    assert entries(environment)[-1] == "/p/.venv/lib/python3.12/site-packages"


def test_since_3_14_a_pyvenv_cfg_beside_the_interpreter_makes_that_folder_the_prefix():
    for version, prefix in [("3.13", "/v"), ("3.14", "/v/bin")]:
        tree = library("/py", version) | {"/v/bin/pyvenv.cfg": "home = /py/bin"}
        links = {"/v/bin/python": f"/py/bin/python{version}"}
        assert at("/v/bin/python", tree, links=links).prefix == prefix


def test_since_3_14_a_venv_is_one_without_site_too():
    for version, prefix in [("3.13", "/py"), ("3.14", "/v")]:
        tree = library("/py", version) | {"/v/pyvenv.cfg": "home = /py/bin"}
        links = {"/v/bin/python": f"/py/bin/python{version}"}
        environment = at("/v", tree, Startup(flags=Flags(no_site=True)), links=links)
        assert (environment.prefix, environment.exec_prefix) == (prefix, prefix)


def test_since_3_14_extension_modules_beside_the_library_come_before_those_found_by_climbing():
    for version, exec_prefix in [("3.13", "/py/inner"), ("3.14", "/py")]:
        tree = library("/py", version) | {
            f"/py/inner/bin/python{version}": "",
            f"/py/inner/lib/python{version}/lib-dynload/": "",
        }
        assert at(f"/py/inner/bin/python{version}", tree).exec_prefix == exec_prefix


def test_the_magic_number_of_a_version_that_is_not_out_is_read_from_its_bytecode():
    tree = library("/py", "3.15") | {"/py/lib/python3.15/__pycache__/os.cpython-315.pyc": b"\x4a\x0e\r\nrest"}
    assert at("/py", tree).magic_number == b"\x4a\x0e\r\n"
    assert at("/py", library("/py", "3.15")).magic_number is None


# ---------------------------------------------------------------------------------------------- macOS


def test_python_org_s_framework_keeps_user_site_packages_in_library():
    prefix = "/Library/Frameworks/Python.framework/Versions/3.12"
    user = "/Users/u/Library/Python/3.12/lib/python/site-packages"
    tree = library(prefix, "3.12", soabi="cpython-312-darwin", build="_darwin_darwin") | {f"{user}/": ""}
    startup = Startup(home="/Users/u")
    environment = at(
        "/usr/local/bin/python3", tree, startup, links={"/usr/local/bin/python3": f"{prefix}/bin/python3.12"}
    )
    assert (environment.platform, environment.prefix) == ("darwin", prefix)
    assert environment.suffixes.extension == (".cpython-312-darwin.so", ".abi3.so", ".so")
    assert entries(environment)[3:] == [user, f"{prefix}/lib/python3.12/site-packages"]


def test_homebrew_s_links_lead_into_the_framework_in_its_cellar():
    cellar = "/opt/homebrew/Cellar/python@3.12/3.12.1"
    prefix = f"{cellar}/Frameworks/Python.framework/Versions/3.12"
    links = {
        "/opt/homebrew/bin/python3.12": "../Cellar/python@3.12/3.12.1/bin/python3.12",
        f"{cellar}/bin/python3.12": "../Frameworks/Python.framework/Versions/3.12/bin/python3.12",
        f"{prefix}/lib/python3.12/site-packages": "../../../../../../../../../lib/python3.12/site-packages",
    }
    tree = library(prefix, "3.12") | {"/opt/homebrew/lib/python3.12/site-packages/six.py": ""}
    del tree[f"{prefix}/lib/python3.12/site-packages/"]
    environment = at("/opt/homebrew/bin/python3.12", tree, links=links)
    assert (environment.platform, environment.prefix) == ("darwin", prefix)
    assert entries(environment)[-1] == f"{prefix}/lib/python3.12/site-packages"


# ---------------------------------------------------------------------------------------------- Windows


def program(machine: int) -> bytes:
    """As much of a PE file as says what machine it is for."""
    return b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40) + b"PE\0\0" + struct.pack("<H", machine)


AMD64, X86, ARM64 = 0x8664, 0x14C, 0xAA64


def windows(location: str, tree: Mapping[str, bytes | str], startup: Startup | None = None) -> Environment:
    return at(location, tree, startup, separator="\\")


def installed(prefix: str, number: str = "312", machine: int = AMD64) -> dict[str, bytes | str]:
    return {
        f"{prefix}\\python.exe": program(machine),
        f"{prefix}\\python{number}.dll": program(machine),
        f"{prefix}\\Lib\\os.py": "",
        f"{prefix}\\Lib\\site-packages\\": "",
        f"{prefix}\\DLLs\\_ssl.pyd": "",
    }


@pytest.mark.parametrize(
    ("machine", "suffix", "user_folder"),
    [
        (AMD64, ".cp312-win_amd64.pyd", "Python312"),
        (X86, ".cp312-win32.pyd", "Python312-32"),
        (ARM64, ".cp312-win_arm64.pyd", "Python312-arm64"),
    ],
)
def test_the_header_of_the_program_tells_suffixes_and_user_site_packages(machine, suffix, user_folder):
    user = f"C:\\Users\\u\\AppData\\Roaming\\Python\\{user_folder}\\site-packages"
    startup = Startup(working_directory="C:\\", variables={"APPDATA": "C:\\Users\\u\\AppData\\Roaming"})
    environment = windows("C:\\py", installed("C:\\py", machine=machine) | {user + "\\": ""}, startup)
    assert environment.suffixes.extension == (suffix, ".pyd")
    assert [entry.path for entry in environment.sys_path if entry.source is EntrySource.USER_SITE] == [user]


@pytest.mark.parametrize(
    ("library_name", "suffixes"),
    [
        ("313", (".cp313-win_amd64.pyd", ".pyd")),
        ("313t", (".cp313t-win_amd64.pyd", ".pyd")),
        ("313_d", ("_d.cp313-win_amd64.pyd", "_d.pyd")),
    ],
)
def test_the_name_of_the_dll_tells_free_threaded_and_debug_builds(library_name, suffixes):
    environment = windows("C:\\py", installed("C:\\py", library_name))
    assert environment.suffixes.extension == suffixes
    assert entries(environment)[0] == f"C:\\py\\python313{'_d' if library_name.endswith('_d') else ''}.zip"


def test_before_3_11_the_library_was_spelled_in_lower_case():
    expected = ["python39.zip", "DLLs", "lib", "", "lib\\site-packages"]
    tree = installed("C:\\py", "39") | {"C:\\py\\lib\\site-packages\\": ""}
    assert entries(windows("C:\\py", tree)) == [f"C:\\py\\{name}".rstrip("\\") for name in expected]


def test_the_embeddable_package_has_an_archive_and_a_pth_file_and_nothing_else():
    tree = {
        "C:\\e\\python.exe": program(AMD64),
        "C:\\e\\python312.dll": program(AMD64),
        "C:\\e\\python312.zip": b"",
        "C:\\e\\python312._pth": "python312.zip\r\n.\r\n\r\n# Uncomment to run site.main()\r\n#import site\r\n",
    }
    environment = windows("C:\\e\\python.exe", tree, Startup(working_directory="C:\\", script_directory="C:\\s"))
    assert (entries(environment), environment.prefix) == (["C:\\e\\python312.zip", "C:\\e"], "C:\\e")


def test_an_archive_alone_is_a_prefix():
    tree = {"C:\\e\\python.exe": b"", "C:\\e\\python312.dll": b"", "C:\\e\\python312.zip": b""}
    environment = windows("C:\\e", tree)
    # gh-98790: without DLLs, extension modules are taken to lie beside the interpreter.
    assert entries(environment) == ["C:\\e\\python312.zip", "C:\\e", "C:\\e\\Lib"]


def test_nuget_s_tools_folder_is_an_installation():
    assert windows("C:\\n\\tools", installed("C:\\n\\tools")).prefix == "C:\\n\\tools"


def test_a_windows_venv_takes_the_machine_of_its_base():
    tree = installed("C:\\py", machine=ARM64) | {
        "C:\\v\\pyvenv.cfg": "home = C:\\py\r\ninclude-system-site-packages = false\r\nversion = 3.12.1\r\n",
        "C:\\v\\Scripts\\python.exe": program(AMD64),
        "C:\\v\\Lib\\site-packages\\": "",
    }
    environment = windows("C:\\v", tree)
    assert environment.suffixes.extension[0] == ".cp312-win_arm64.pyd"
    assert (environment.prefix, environment.base_prefix) == ("C:\\v", "C:\\py")
    assert entries(environment)[-2:] == ["C:\\v", "C:\\v\\Lib\\site-packages"]


def test_the_microsoft_store_keeps_user_site_packages_in_the_package_s_local_cache():
    prefix = "C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.12_3.12.2032.0_x64__qbz5n2kfra8p0"
    local = "C:\\Users\\u\\AppData\\Local"
    cache = f"{local}\\Packages\\PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0\\LocalCache\\local-packages"
    user = f"{cache}\\Python312\\site-packages"
    startup = Startup(working_directory="C:\\", variables={"LOCALAPPDATA": local})
    environment = windows(prefix, installed(prefix) | {user + "\\": ""}, startup)
    assert user in entries(environment)


def test_pythonhome_on_windows_names_one_prefix():
    startup = Startup(working_directory="C:\\", variables={"PYTHONHOME": "D:\\other;D:\\exec"})
    environment = windows("C:\\py", installed("C:\\py") | installed("D:\\other"), startup)
    assert entries(environment)[1:4] == ["D:\\other\\DLLs", "D:\\other\\Lib", "C:\\py"]


# ---------------------------------------------------------------------------------------------- not CPython


PYPY = {
    "/opt/pypy/bin/pypy3.10": "",
    "/opt/pypy/lib/pypy3.10/os.py": "",
    "/opt/pypy/lib/pypy3.10/_ssl/__init__.py": "",
    "/opt/pypy/lib/pypy3.10/_resource_cffi.pypy310-pp73-x86_64-linux-gnu.so": "",
    "/opt/pypy/lib/pypy3.10/site-packages/": "",
}


def test_pypy_has_one_library_folder_and_suffixes_of_its_own():
    environment = at("/opt/pypy", PYPY, links={"/opt/pypy/bin/python": "pypy3.10"})
    assert entries(environment) == ["/opt/pypy/lib/pypy3.10", "/opt/pypy/lib/pypy3.10/site-packages"]
    assert (environment.version, environment.cache_tag) == ((3, 10), "pypy310")
    assert environment.suffixes.extension == (".pypy310-pp73-x86_64-linux-gnu.so",)
    assert environment.frozen_modules == {}
    assert {"sys", "_json", "__pypy__"} <= environment.builtin_names
    assert not {"_ssl", "os", "winreg"} & environment.builtin_names


def test_a_venv_of_pypy_has_its_site_packages():
    tree = PYPY | {
        "/v/pyvenv.cfg": "home = /opt/pypy/bin\ninclude-system-site-packages = false\nversion = 3.10.14\n",
        "/v/lib/pypy3.10/site-packages/": "",
    }
    environment = at("/v", tree, links={"/v/bin/python": "pypy3.10", "/v/bin/pypy3.10": "/opt/pypy/bin/pypy3.10"})
    assert entries(environment) == ["/opt/pypy/lib/pypy3.10", "/v/lib/pypy3.10/site-packages"]


@pytest.mark.parametrize("name", ["graalpy", "graalpy24.1", "jython.exe", "micropython"])
def test_other_implementations_are_named(name):
    problem = environment_at(MemoryFileSystem.from_tree({f"/x/bin/{name}": ""}), f"/x/bin/{name}", Startup())
    assert isinstance(problem, str)
    assert "only CPython and PyPy are known" in problem


def test_the_store_s_launcher_is_no_interpreter():
    path = "C:\\Users\\u\\AppData\\Local\\Microsoft\\WindowsApps\\python3.exe"
    file_system = MemoryFileSystem.from_tree({path: b""}, separator="\\")
    problem = environment_at(file_system, path, Startup(working_directory="C:\\"))
    assert isinstance(problem, str)
    assert "is a launcher of the Microsoft Store" in problem


# ---------------------------------------------------------------------------------------------- build trees


def test_a_build_tree_outside_the_sources_leads_to_them():
    tree = {
        "/src/Lib/os.py": "",
        "/src/build/python": "",
        "/src/build/pybuilddir.txt": "build/lib.linux-x86_64-3.14\n",
        "/src/build/Makefile": "VERSION=\t3.14\nVPATH=\t..\nprefix=\t/opt/new\nexec_prefix=\t${prefix}\nABIFLAGS=\tt\n",
        "/opt/new/lib/python3.14t/site-packages/": "",
    }
    environment = at("/src/build", tree)
    assert entries(environment) == [
        "/opt/new/lib/python314t.zip",
        "/src/Lib",
        "/src/build/build/lib.linux-x86_64-3.14",
        "/opt/new/lib/python3.14t/site-packages",
    ]
    assert (environment.version, environment.prefix) == ((3, 14), "/opt/new")


# ---------------------------------------------------------------------------------------------- how it is started


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ("", Flags()),
        ("-I -S", Flags(isolated=True, no_site=True)),
        ("-IsEP", Flags(isolated=True, no_user_site=True, ignore_environment=True, safe_path=True)),
        ("-bBdhiqRuvx", Flags()),
        ("-OO -O", Flags(optimize=3)),
        ("-W error -Wignore::UserWarning -X dev -Ximporttime", Flags(options=(("dev", None), ("importtime", None)))),
        ("-SX frozen_modules=off", Flags(no_site=True, options=(("frozen_modules", "off"),))),
        ("-X pycache_prefix=/a=b", Flags(options=(("pycache_prefix", "/a=b"),))),
    ],
)
def test_flags_are_read_as_the_interpreter_reads_them(words, flags):
    assert parse_flags(words.split()) == flags


@pytest.mark.parametrize("words", ["S", "-", "--help", "-Z", "-X", "-SW", "-X frozen_modules=maybe"])
def test_what_is_no_flag_is_named(words):
    assert isinstance(parse_flags(words.split()), str)


@pytest.mark.parametrize(
    ("flags", "variables", "version", "is_frozen"),
    [
        ("", {}, "3.12", True),
        ("", {}, "3.10", False),
        ("-X frozen_modules=off", {}, "3.12", False),
        ("-X frozen_modules -X frozen_modules=off", {}, "3.12", True),
        ("", {"PYTHON_FROZEN_MODULES": "off"}, "3.12", True),
        ("", {"PYTHON_FROZEN_MODULES": "off"}, "3.13", False),
        ("-E", {"PYTHON_FROZEN_MODULES": "off"}, "3.13", True),
        ("-X frozen_modules=on", {"PYTHON_FROZEN_MODULES": "off"}, "3.13", True),
    ],
)
def test_the_frozen_standard_library_can_be_switched_off(flags, variables, version, is_frozen):
    parsed = parse_flags(flags.split())
    assert isinstance(parsed, Flags)
    environment = at("/py", library("/py", version), Startup(flags=parsed, variables=variables))
    assert ("os" in environment.frozen_modules) is is_frozen
    assert "zipimport" in environment.frozen_modules


@pytest.mark.parametrize(
    ("flags", "variables", "prefix"),
    [
        ("", {}, None),
        ("", {"PYTHONPYCACHEPREFIX": "/a"}, "/a"),
        ("-I", {"PYTHONPYCACHEPREFIX": "/a"}, None),
        ("-X pycache_prefix=/b -X pycache_prefix=/c", {"PYTHONPYCACHEPREFIX": "/a"}, "/b"),
        ("-X pycache_prefix=", {"PYTHONPYCACHEPREFIX": "/a"}, None),
        ("-X pycache_prefix", {"PYTHONPYCACHEPREFIX": "/a"}, None),
    ],
)
def test_the_option_for_pycache_hides_the_variable(flags, variables, prefix):
    parsed = parse_flags(flags.split())
    assert isinstance(parsed, Flags)
    assert Startup(flags=parsed, variables=variables).pycache_prefix == prefix


def test_another_version_or_platform_than_the_installation_s_is_a_problem():
    assert at("/py", library("/py", "3.12")).problems == ()
    (problem,) = at("/py", library("/py", "3.12"), Startup(version=(3, 9), platform="win32")).problems
    assert problem == (
        "Python 3.9 on win32 was asked for, and /py is Python 3.12 on linux: the files found are of that one"
    )
