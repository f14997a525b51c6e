"""What a command loads before it does anything: every module here is paid for by every run."""

import json
import sys

import pytest

from tests.end_to_end.command import draw, draw_interpreter, run

LOADED = """
import json, sys
from importls.cli import run
run(sys.argv[1:])
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""
LIBRARIES = "import json, sys, argparse, msgspec; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"

WITHOUT_WORK = {
    *("importls", "importls.host", "importls.paths", "importls.report", "importls.diagnostic"),
    *("importls.cache", "importls.cache.answers", "importls.cache.folder", "importls.cache.saved_run"),
    *("importls.cli", "importls.cli.check", "importls.cli.check_options", "importls.cli.console"),
    *("importls.cli.failure", "importls.cli.inputs", "importls.cli.options", "importls.cli.parser"),
    *("importls.cli.phases", "importls.cli.progress", "importls.cli.reports", "importls.cli.streams"),
    "importls.cli.this_process",
    "importls.cache.digests",  # only because the files are too young here for their times to be trusted
    *("importls.facts", "importls.facts.imports"),
    *("importls.output", "importls.output.palette", "importls.output.printable", "importls.output.summary"),
    *("resolver", "resolver.file_system", "resolver.file_system.disk", "resolver.paths"),
}
FORMATS = {
    "full": {"importls.output.full", "importls.output.frame", "importls.facts.source"},
    "concise": {"importls.output.concise"},
    "json": {"importls.output.json_document"},
    "jsonl": {"importls.output.jsonl", "importls.output.json_document"},
    "sarif": {
        *("importls.output.sarif", "importls.output.sarif_rules", "importls.output.chain"),
        *("importls.output.occurrences", "importls.output.json_document", "importls.rules"),
    },
    "github": {"importls.output.github"},
    "gitlab": {"importls.output.gitlab", "importls.output.occurrences", "importls.output.json_document"},
    "junit": {"importls.output.junit"},
    "markdown": {"importls.output.markdown", "importls.output.mermaid", "importls.output.chain"},
}
WORK = {"ast_serialize", "importls", "msgspec", "packaging", "pathspec", "resolver"}


@pytest.fixture
def project(tmp_path):
    draw_interpreter(tmp_path)
    return draw(tmp_path / "p", {"a.py": "import gone\n"})


def loaded(folder, code, *arguments):
    outcome = run(folder, "-c", code, *arguments, program=(sys.executable,))
    return set(json.loads(outcome.err.splitlines()[-1]))


@pytest.mark.parametrize("name", FORMATS)
def test_a_check_without_changes_loads_no_more_than_this(project, name):
    arguments = ("check", "--quiet", "--format", name, "--python", project.parent / "venv", ".")
    run(project, *arguments)
    libraries = {"typing_extensions"} | loaded(project, LIBRARIES)
    own = {module for module in loaded(project, LOADED, *arguments) - libraries if not is_standard(module)}
    assert own == WITHOUT_WORK | FORMATS[name]


@pytest.mark.parametrize("arguments", [["check", "--no-cache"], ["check", "--select", "ALL", "--statistics"]])
def test_a_check_that_works_loads_no_more_libraries_than_these(project, arguments):
    found = loaded(project, LOADED, *arguments, "--python", project.parent / "venv", ".")
    tops = {module.partition(".")[0] for module in found - loaded(project, LIBRARIES) if not is_standard(module)}
    assert tops <= WORK | {"typing_extensions"}


def is_standard(module):
    top = module.partition(".")[0]
    return (
        top in sys.stdlib_module_names
        or top in {"__main__", "_virtualenv", "_distutils_hack", "sitecustomize"}
        or top.startswith("__editable__")
    )
