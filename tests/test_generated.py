"""Generated files are current; a failure names the command that makes them so."""

import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent


@pytest.mark.parametrize(
    "generator",
    [
        ["scripts/generate_stdlib_tables.py"],
        ["scripts/update_readme.py"],
        ["scripts/generate_extension_settings.py"],
        ["-m", "importls.output.generate_schema"],
    ],
    ids=lambda generator: generator[-1],
)
def test_what_is_generated_is_current(generator):
    command = [sys.executable, *generator]
    result = subprocess.run([*command, "--check"], cwd=REPOSITORY, capture_output=True, text=True)

    assert result.returncode == 0, f"{result.stderr}\nrun: {' '.join(command)}"
