"""The entry of the command and of `python -m importls`: protects the process, then hands over to the command line.

Nothing is imported above `protect()` but what Python itself has loaded before: any other import could execute a file of
the analysed project.
"""

import os
import sys

from importls.self_protection import protect


def main() -> None:
    """Run the command line and end the process with its exit status.

    Everything has been written by then. Taking apart the heap, as Python does at its end, would take longer than many a
    check.
    """
    protect()
    from importls.cli import run  # noqa: PLC0415 # reason: only now is it safe to import

    os._exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
