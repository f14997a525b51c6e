"""The entry of the command and of `python -m importls`: protects the process, then hands over to the command line.

Nothing is imported above `protect()` but what Python itself has loaded before: any other import could execute a file of
the analysed project.
"""

import sys

from importls.self_protection import protect


def main() -> int:
    """Run the command line and give its exit status."""
    protect()
    from importls.cli import run  # noqa: PLC0415 # reason: only now is it safe to import

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
