"""Starts the language server from the libraries beside this file, whatever is installed where it runs."""

import sys
from pathlib import Path

OLDEST = (3, 11)

if sys.version_info < OLDEST:
    sys.exit("importls needs Python {}.{} or newer to run; this is {}".format(*OLDEST, sys.version))

_LIBRARIES = Path(__file__).resolve().parent / "libs"
_OF_VERSION = _LIBRARIES / f"python{sys.version_info[0]}.{sys.version_info[1]}"

sys.path[:0] = [str(folder) for folder in (_OF_VERSION, _LIBRARIES / "any") if folder.is_dir()]
sys.argv.insert(1, "lsp")

from importls.__main__ import main  # noqa: E402  # reason: it is found only now

main()
