"""Asks the real interpreter whether every error that `importls check` reports is one.

    python tests/differential/verify_errors.py --python VENV FOLDER...

For each error-level `unresolved-import`, `missing-name` and kindred finding the import statement alone is executed in a
fresh process of the target interpreter. The error is true when that raises ImportError for the reported name. The exit
status is 1 when one is not.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from pathlib import Path

RULES = {
    "unresolved-import",
    "missing-name",
    "case-mismatch",
    "extension-abi-mismatch",
    "namespace-shadowed",
    "relative-import-beyond-top-level",
}

PROBE = """
import json, sys
name, package, statement, roots = json.loads(sys.argv[1])
sys.path[:0] = roots
try:
    __import__(package or "sys")
except BaseException:
    pass  # What the packages around the module do before it is imported counts, whether they work or not.
try:
    exec(statement, {"__name__": name, "__package__": package})
except BaseException as error:
    told = [type(error).__name__, getattr(error, "name", None), str(error), isinstance(error, ImportError)]
else:
    told = None
print("\\n\\0" + json.dumps(told))
"""


@dataclass(frozen=True)
class Claim:
    """A reported error as something that the interpreter can be asked."""

    module: str
    package: str
    statement: str
    target: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", required=True, help="the environment, as importls takes it")
    parser.add_argument("--executable", help="the interpreter that is asked (default: VENV/bin/python)")
    parser.add_argument("folders", nargs="+")
    arguments = parser.parse_args()
    executable = arguments.executable or os.path.join(arguments.python, "bin", "python")
    print(f"{'package':<24}{'errors':>8}{'distinct':>10}{'true':>8}{'false':>8}")
    all_true = True
    for folder in arguments.folders:
        report = check(arguments.python, folder)
        errors = [item for item in report["diagnostics"] if item["severity"] == "error" and item["rule"] in RULES]
        claims = {claim: item for item in errors for claim in [claim_of(item)]}
        roots = [] if is_on_path(report) else report["environment"]["roots"]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            answers = pool.map(ask, repeat(executable), claims, repeat(roots))
            wrong = [
                (claims[claim], told) for claim, told in zip(claims, answers, strict=True) if not confirms(claim, told)
            ]
        count = len(claims)
        print(f"{Path(folder).name:<24}{len(errors):>8}{count:>10}{count - len(wrong):>8}{len(wrong):>8}", flush=True)
        for item, told in wrong:
            all_true = False
            print(
                f"  {item['path']}:{item['range']['start']['line']}: {item['rule']}: {item['message']}\n    was: {told}"
            )
    return 0 if all_true else 1


def check(python: str, folder: str) -> dict:
    """The JSON report of one check, made from an empty folder so that paths are absolute."""
    with tempfile.TemporaryDirectory() as elsewhere:
        command = [sys.executable, "-m", "importls", "check", "--quiet", "--isolated", "--format", "json"]
        command += ["--python", python, os.path.abspath(folder)]
        result = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False)
    if result.returncode not in (0, 1):
        raise SystemExit(f"importls check failed with {result.returncode}:\n{result.stderr}")
    return json.loads(result.stdout)


def is_on_path(report: dict) -> bool:
    """Whether the checked files lie on the interpreter's own search path already."""
    return not report["environment"]["roots"]


def claim_of(item: dict) -> Claim:
    """The claim of a finding. An absolute import fails alike in a whole part of a package: it is asked about once."""
    path, module = item["path"], item["module"]
    package = module if path.endswith("__init__.py") else module.rpartition(".")[0]
    statement = statement_at(path, item)
    if not statement.startswith("from ."):
        package = ".".join(package.split(".")[:2])
        module = f"{package}.probe"
    return Claim(module, package, statement, item["target"])


def statement_at(path: str, item: dict) -> str:
    """The reported import as a statement of its own, without the other names of its line."""
    node = import_around(lines_of(path), item["range"]["start"]["line"])
    if node is None:
        raise SystemExit(f"{path}:{item['range']['start']['line']}: no import statement there")
    if isinstance(node, ast.Import):
        names = [alias for alias in node.names if alias.name == item["target"]]
        return ast.unparse(ast.Import(names or node.names))
    names = [alias for alias in node.names if item["target"].endswith("." + alias.name)]
    whole = item["rule"] in {"unresolved-import", "relative-import-beyond-top-level"} or not names
    return ast.unparse(node if whole else ast.ImportFrom(node.module, names, node.level))


@cache
def lines_of(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8", errors="surrogateescape").splitlines()


def import_around(lines: list[str], line: int) -> ast.Import | ast.ImportFrom | None:
    """The import statement that covers the line. The rest of the file is not parsed: its syntax may be newer."""
    for first in range(line, 0, -1):
        if not lines[first - 1].lstrip().startswith(("from ", "import ")) and "; import " not in lines[first - 1]:
            continue
        for last in range(line, len(lines) + 1):
            try:
                tree = ast.parse(textwrap.dedent("\n".join(lines[first - 1 : last])))
            except SyntaxError:
                continue
            return next(node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return None


def ask(executable: str, claim: Claim, roots: list[str]) -> list | None:
    """What executing the statement raises: class name, `name`, text and whether it is an ImportError."""
    argument = json.dumps([claim.module, claim.package, claim.statement, roots])
    with tempfile.TemporaryDirectory() as elsewhere:
        command = [executable, "-I", "-c", PROBE, argument]
        result = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False, timeout=300)
    answer = result.stdout.rpartition("\n\0")[2]
    return json.loads(answer) if answer else ["no answer", None, result.stderr[-500:], False]


def confirms(claim: Claim, told: list | None) -> bool:
    """Whether the interpreter raised ImportError, and for what was reported."""
    if told is None or not told[3]:
        return False
    _, name, text, _ = told
    tail = claim.target.rpartition(".")[2]
    if "relative import" in text:
        return True
    return f"'{tail}'" in text or (name is not None and (claim.target + ".").startswith(name + "."))


if __name__ == "__main__":
    sys.exit(main())
