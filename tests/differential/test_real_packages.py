"""The errors that `importls check` reports on popular packages, put to the real interpreter."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.differential.popular_environments import environment_with

HERE = Path(__file__).parent
FOLDERS = {"ansible-core": "ansible"}
PACKAGES = [FOLDERS.get(name, name) for name in (HERE / "corpus.txt").read_text().split()]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_error_is_confirmed_by_the_interpreter(package):
    corpus = environment_with("corpus.txt", sys.executable)
    (folder,) = corpus.glob(f"lib/python3*/site-packages/{package}")
    command = [sys.executable, HERE / "verify_errors.py", "--python", corpus, folder]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def test_every_error_on_the_standard_library_is_confirmed_by_its_interpreter():
    folder = os.path.dirname(os.__file__)
    command = [sys.executable, HERE / "verify_errors.py", "--python", sys.base_prefix]
    command += ["--executable", os.path.realpath(sys.executable), folder]

    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr
