"""What importls says that imports do: `importls trace` as a process of its own, its answers as they are printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_CHECKOUT = str(Path(__file__).parents[2])


def predicted(python: str, root: str, names: Sequence[str]) -> list[Mapping[str, Any]]:
    """One record a name, in their order, with paths relative to the root: the command runs in it."""
    arguments = ["trace", "--format", "jsonl", "--python", python, "--root", root, "--flags=-I", *names]
    done = subprocess.run(
        [sys.executable, "-P", "-m", "importls", *arguments],
        cwd=root,
        env=_variables(),
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    # 1 says that something fails, as it often does here.
    assert done.returncode in {0, 1}, done.stderr
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert [record["module"] for record in records] == list(names)
    return records


def _variables() -> dict[str, str]:
    inherited = {key: value for key, value in os.environ.items() if key not in {"VIRTUAL_ENV", "CONDA_PREFIX"}}
    return {**inherited, "PYTHONPATH": _CHECKOUT}
