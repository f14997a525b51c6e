"""Where things lie below the one folder that the benchmark owns, and building each of them once."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass

MARKER = "complete.json"
REPOSITORY = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@dataclass(frozen=True)
class Place:
    """The folder that everything is built and run in."""

    root: str

    def corpus(self, name: str) -> str:
        """The folder of a corpus."""
        return os.path.join(self.root, "corpora", name)

    def peer(self, name: str) -> str:
        """The virtual environment of a tool."""
        return os.path.join(self.root, "peers", name)

    def work(self, corpus: str, tool: str) -> str:
        """The folder for a tool's configuration, cache and output while it looks at a corpus."""
        return os.path.join(self.root, "work", corpus, tool)

    @property
    def home(self) -> str:
        """An empty home folder: no tool finds the user's own configuration."""
        return os.path.join(self.root, "home")


def default_root() -> str:
    """`importls-benchmarks` below the user's cache folder."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(cache, "importls-benchmarks")


def build_once(
    folder: str, recipe: dict[str, object], build: Callable[[str], None], say: Callable[[str], None]
) -> None:
    """Build the folder unless it is complete and was built by the same recipe.

    The marker is written last: what was interrupted is built again from the start.

    Raises:
        OSError, subprocess.CalledProcessError: it cannot be built.

    """
    if _recipe_of(folder) == recipe:
        return
    say(f"building {os.path.basename(folder)}")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    build(folder)
    with open(os.path.join(folder, MARKER), "w", encoding="utf-8") as stream:
        json.dump(recipe, stream)


def _recipe_of(folder: str) -> object:
    try:
        with open(os.path.join(folder, MARKER), encoding="utf-8") as stream:
            return json.load(stream)
    except (OSError, ValueError):
        return None
