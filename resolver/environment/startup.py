"""How the target interpreter would be started: its flags, variables and folders, as plain values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Flags:
    """Command-line switches of the interpreter that change what an import finds, or the fields of its spec."""

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
    optimize: int = 0
    """The number of `-O`s."""
    options: tuple[tuple[str, str | None], ...] = ()
    """The `-X` options in order: name and value, None where there is no equals sign."""

    def option(self, name: str) -> tuple[str, str | None] | None:
        """The `-X` option of this name that counts: the first (`_Py_get_xoption`)."""
        return next((option for option in self.options if option[0] == name), None)


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

    @property
    def optimization(self) -> int:
        """`sys.flags.optimize`: the larger of `-O` and PYTHONOPTIMIZE (`_Py_get_env_flag`)."""
        written = self.variable("PYTHONOPTIMIZE")
        if written is None:
            return self.flags.optimize
        number = re.fullmatch(r"\s*\+?(\d+)", written)
        # Anything but a positive number counts as one.
        return max(self.flags.optimize, int(number[1]) if number else 1)

    @property
    def pycache_prefix(self) -> str | None:
        """`sys.pycache_prefix`: of `-X pycache_prefix=`, which hides PYTHONPYCACHEPREFIX even when it is empty."""
        option = self.flags.option("pycache_prefix")
        if option is not None:
            return option[1] or None
        return self.variable("PYTHONPYCACHEPREFIX")

    def freezes_modules(self, version: tuple[int, int], *, is_debug: bool) -> bool:
        """Whether the frozen standard library of 3.11 and later is used (`PyConfig.use_frozen_modules`).

        Debug builds do not use it unless they are told to.
        """
        option = self.flags.option("frozen_modules")
        if option is not None:
            return option[1] != "off"
        variable = self.variable("PYTHON_FROZEN_MODULES") if version >= (3, 13) else None
        if variable is not None:
            return variable != "off"
        return not is_debug


_LETTERS = "bBdEhiIOPqRsStuvVx"
"""The letters that CPython's command line knows, beside those with a value."""
_SWITCHES = {
    "I": "isolated",
    "E": "ignore_environment",
    "s": "no_user_site",
    "S": "no_site",
    "P": "safe_path",
}


def parse_flags(words: list[str]) -> Flags | str:
    """The flags that a command line of the interpreter holds, or what it holds that is none.

    Letters may be written together (`-IS`); `-X` and `-W` take the rest of their word, or the next word.
    """
    letters: list[str] = []
    options: list[tuple[str, str | None]] = []
    words = list(words)
    while words:
        word = words.pop(0)
        found = re.fullmatch(rf"-([{_LETTERS}]*)(?:([XW])(.*))?", word, re.DOTALL)
        if found is None or word == "-":
            return f"`{word}`, which is no flag"
        letters += found[1]
        if found[2] is None:
            continue
        value = found[3] or (words.pop(0) if words else "")
        if not value:
            return f"`-{found[2]}` without its value"
        if found[2] == "X":
            name, equals, setting = value.partition("=")
            options.append((name, setting if equals else None))
            if name == "frozen_modules" and setting not in {"on", "off", ""}:
                return f"`-X {value}`, which is neither on nor off"
    switches = {switch: letter in letters for letter, switch in _SWITCHES.items()}
    return Flags(**switches, optimize=letters.count("O"), options=tuple(options))
