"""Writes into README.md and docs/search-order.md what their commands print, and the table of rules.

python scripts/update_readme.py [--check]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from importls.rules import all_rules

REPOSITORY = Path(__file__).parent.parent
PAGES = (REPOSITORY / "README.md", REPOSITORY / "docs" / "search-order.md")

_FILE = re.compile(r"^`([^`]+)`:\n\n```py\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^```console\n\$ (importls [^\n]*)\n.*?^```$", re.MULTILINE | re.DOTALL)
_RULES = re.compile(r"(<!-- rules -->\n).*(<!-- /rules -->)", re.DOTALL)


def main() -> int:
    """Rewrite the pages, or, with --check, tell whether they are current by the exit status."""
    return max([update(page, check="--check" in sys.argv[1:]) for page in PAGES])


def update(page: Path, *, check: bool) -> int:
    """Rewrite one page; with `check` return 1 where that would change it."""
    current = page.read_text(encoding="utf-8")
    fresh = _RULES.sub(lambda match: f"{match[1]}{rule_table()}{match[2]}", with_output(current))
    if check:
        if fresh != current:
            sys.stderr.write(f"{page.name} is not current: run python scripts/update_readme.py\n")
        return int(fresh != current)
    page.write_text(fresh, encoding="utf-8")
    return 0


def with_output(page: str) -> str:
    """The page with fresh output below each `$ importls` command, run over the files that the page shows."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as environment:
        venv.create(environment, symlinks=True)
        for path, text in _FILE.findall(page):
            target = Path(folder, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return _COMMAND.sub(
            lambda match: f"```console\n$ {match[1]}\n{output_of(match[1], folder, environment)}```", page
        )


def output_of(command: str, folder: str, python: str) -> str:
    """Standard output of the command in the folder, for an environment in which nothing is installed.

    What goes to standard error names that environment.
    """
    arguments = [sys.executable, "-m", *command.split(), "--color", "never", "--python", python]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    result = subprocess.run(  # noqa: S603  # the command is the page's own
        arguments, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if result.returncode not in (0, 1):
        raise SystemExit(f"{command} failed:\n{result.stderr}")
    return result.stdout.replace(os.path.realpath(folder), "/home/me/project").rstrip("\n") + "\n"


def rule_table() -> str:
    """One row a rule: name, severity, and the first sentence of its page."""
    rows = ["", "| rule | severity | |", "|---|---|---|"]
    for rule in all_rules().values():
        severity = rule.severity.word + ("" if rule.default_on else ", off by default")
        rows.append(f"| `{rule.name}` | {severity} | {rule.summary} |")
    return "\n".join(rows) + "\n\n"


if __name__ == "__main__":
    sys.exit(main())
