"""Projects drawn in Markdown: file blocks become a tree in memory, comments in them say which findings are expected.

A line `` `path/to/file.py`: `` names the fenced block below it. Paths below `site-packages/` are installed, all others
belong to the project, whose `.python-version` replaces 3.12. A comment `# error: [rule] "part of the message"` expects
a finding on its line, of that severity and rule; nothing else may be found. Every heading starts a new scenario.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from importls.check import check
from importls.configuration import Configuration
from importls.discovery import find_files
from importls.project import assemble_project
from importls.rules import all_rules
from importls.selection import RuleOptions, select_rules
from importls.snapshot import build_snapshot
from resolver.environment.environment_at import environment_at
from resolver.environment.startup import Startup
from resolver.file_system.memory import MemoryFileSystem

PROJECT = "/project"
STDLIB = "/usr/lib/python3.12"
SITE_PACKAGES = "/usr/lib/python3.12/site-packages"

STANDARD_MODULES = {
    "__future__.py": "annotations = None\n",
    "os.py": "",
    "contextlib.py": "class suppress: ...\n",
    "importlib/__init__.py": "",
    "importlib/util.py": "def find_spec(name): ...\n",
    "json/__init__.py": "from .decoder import JSONDecoder\ndef loads(text): ...\n",
    "json/decoder.py": "class JSONDecoder: ...\n",
    "random.py": "def randint(low, high): ...\n",
    "tempfile.py": "from random import Random\n",
    "typing.py": "TYPE_CHECKING = False\n",
}


@dataclass(frozen=True)
class Scenario:
    """One heading with its files, as paths relative to the project."""

    title: str
    files: dict[str, str]

    def tree(self) -> MemoryFileSystem:
        """The files of the scenario beside a small Python 3.12."""
        tree = {f"{STDLIB}/{path}": text for path, text in STANDARD_MODULES.items()}
        tree |= {"/usr/bin/python3.12": "", f"{STDLIB}/lib-dynload/": "", f"{SITE_PACKAGES}/": "", f"{PROJECT}/": ""}
        for path, text in self.files.items():
            inside, _, rest = path.partition("/")
            tree[f"{SITE_PACKAGES}/{rest}" if inside == "site-packages" else f"{PROJECT}/{path}"] = text
        return MemoryFileSystem.from_tree(tree)


_HEADING = re.compile(r"^#+ (.+)$")
_NAME = re.compile(r"^`([^`]+)`:$")


def scenarios_in(markdown: str) -> list[Scenario]:
    """The scenarios of a page, those without files left out."""
    scenarios, title, files, name, block = [], "", {}, None, None
    for line in markdown.splitlines():
        if block is not None:
            if line == "```":
                files[name], block = "".join(block), None
            else:
                block.append(line + "\n")
        elif heading := _HEADING.match(line):
            scenarios.append(Scenario(title, files))
            title, files = heading[1], {}
        elif named := _NAME.match(line):
            name = named[1]
        elif line.startswith("```"):
            block = []
    scenarios.append(Scenario(title, files))
    return [scenario for scenario in scenarios if scenario.files]


_EXPECTED = re.compile(r"# (error|warning|info): \[([a-z-]+)\](?: \"([^\"]*)\")?")


def expected_findings(scenario: Scenario) -> list[tuple[str, int, str, str, str]]:
    """Path, line, severity, rule and part of the message of each expectation."""
    return [
        (path, number, match[1], match[2], match[3] or "")
        for path, text in sorted(scenario.files.items())
        for number, line in enumerate(text.splitlines(), 1)
        for match in _EXPECTED.finditer(line)
    ]


def snapshot_of(file_system, paths=(PROJECT,)):
    """A snapshot of the paths with the Python of the scenario."""
    startup = Startup(working_directory=PROJECT, version=_version_of_project(file_system))
    environment = environment_at(file_system, "/usr/bin/python3.12", startup)
    found = find_files(file_system, paths)
    search_path = [entry.path for entry in environment.sys_path]
    mapped = environment.mapped_modules
    project = assemble_project(file_system, found, checked=paths, search_path=search_path, mapped=mapped)
    return build_snapshot(file_system, environment, project)


def _version_of_project(file_system) -> tuple[int, int] | None:
    try:
        major, minor = file_system.read_bytes(f"{PROJECT}/.python-version").split(b".")
    except OSError:
        return None
    return int(major), int(minor)


def findings(scenario: Scenario, *extra_rules: str):
    """The findings of the default rules, and of those named."""
    rules = all_rules()
    default = tuple(name for name, rule in rules.items() if rule.default_on)
    selection = select_rules(rules, Configuration(folder=PROJECT), RuleOptions(select=(*default, *extra_rules)))
    return check(snapshot_of(scenario.tree()), selection).diagnostics
