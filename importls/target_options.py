"""What a user says about the target, in whatever way; who says nothing needs no more than this of the target."""

from __future__ import annotations

from dataclasses import dataclass, field

from resolver.environment.startup import Flags


@dataclass(frozen=True, slots=True)
class TargetOptions:
    """What the user says about the target; paths as written. None and empty mean: not said.

    `flags` are those that the target interpreter would be started with, `script_directory` the first entry of its
    `sys.path`.
    """

    python: str | None = None
    version: tuple[int, int] | None = None
    platform: str | None = None
    sys_path: tuple[str, ...] | None = None
    pythonpath: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()
    config: str | None = None
    isolated: bool = False
    flags: Flags = field(default_factory=Flags)
    script_directory: str | None = None
