"""Fills `bundled/libs` with the server and everything that it needs: `python scripts/bundle.py [--version 3.X]…`.

Pure packages go to `any`, those with compiled parts to a folder for each version of Python. The platform is that of the
machine it runs on, which is that of the package (`vsce package --target`).
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

EXTENSION = Path(__file__).resolve().parent.parent
LIBRARIES = EXTENSION / "bundled" / "libs"
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
_NOT_NEEDED = ("bin", "__pycache__", "*.dist-info", "*.pyi", "rich", "pygments", "markdown_it", "mdurl")
"""`rich` paints terminals."""


def main(arguments: list[str]) -> None:
    """Raises CalledProcessError where pip finds no wheel."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--version", action="append", help="a version of Python (default: all that run importls)")
    versions = parser.parse_args(arguments).version or VERSIONS
    shutil.rmtree(LIBRARIES, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder)
        pip("wheel", "--quiet", "--no-deps", "--wheel-dir", folder, str(EXTENSION.parent))
        (own,) = wheels.glob("importls-*.whl")
        for version in versions:
            below = wheels / version
            pip(
                "download",
                "--quiet",
                "--only-binary=:all:",
                "--python-version",
                version,
                "--dest",
                str(below),
                str(own),
            )
            for wheel in sorted(below.glob("*.whl")):
                unpack(wheel, LIBRARIES / ("any" if wheel.stem.endswith("-none-any") else f"python{version}"))
    for pattern in _NOT_NEEDED:
        for found in list(LIBRARIES.rglob(pattern)):
            shutil.rmtree(found) if found.is_dir() else found.unlink()


def wheels_of(own: Path, version: str, folder: Path) -> list[Path]:
    """The server and everything that it needs under a version of Python."""
    pip("download", "--quiet", "--only-binary=:all:", "--python-version", version, "--dest", str(folder), str(own))
    return sorted(folder.glob("*.whl"))


def pip(*arguments: str) -> None:
    """Run pip of this Python."""
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments], check=True)


def unpack(wheel: Path, folder: Path) -> None:
    """A wheel is a zip archive of what lies in site-packages."""
    shutil.unpack_archive(wheel, folder, "zip")


if __name__ == "__main__":
    main(sys.argv[1:])
