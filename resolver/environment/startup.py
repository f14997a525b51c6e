"""How the target interpreter would be started: its flags, variables and folders, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Flags:
    """Command-line switches of the interpreter that change `sys.path`."""

    isolated: bool = False
    """`-I`: implies the next two and `safe_path`."""
    ignore_environment: bool = False
    """`-E`."""
    no_user_site: bool = False
    """`-s`."""
    no_site: bool = False
    """`-S`."""
    safe_path: bool = False
    """`-P`, since 3.11."""


@dataclass(frozen=True, slots=True)
class Startup:
    """Everything besides the disk that the interpreter looks at before the first import of a program.

    `script_directory` becomes the first entry of `sys.path`; empty stands for the working directory, as in
    `python -c`; None for no such entry. `extra_pythonpath` goes before the PYTHONPATH of `variables`, whatever the
    flags say. `version` and `platform` replace what is found in the installation, its folders stay.
    """

    flags: Flags = field(default_factory=Flags)
    script_directory: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    working_directory: str = "/"
    home: str | None = None
    extra_pythonpath: tuple[str, ...] = ()
    version: tuple[int, int] | None = None
    platform: str | None = None

    def variable(self, name: str) -> str | None:
        """A `PYTHON…` variable that is set to something and not ignored by `-E` or `-I`."""
        if self.flags.ignore_environment or self.flags.isolated:
            return None
        return self.variables.get(name) or None
