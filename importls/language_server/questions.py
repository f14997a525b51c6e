"""What is to be checked, as settings and command line together say it; only the worker needs it, as it loads slowly."""

from __future__ import annotations

import logging
import os

import msgspec

from importls.configuration import ALL, PLATFORMS, parse_version
from importls.host import Host
from importls.language_server.settings import Settings
from importls.rules import all_rules
from importls.selection import RuleOptions
from importls.target_options import TargetOptions
from importls.workspace.analysis import Question

_log = logging.getLogger(__name__)


def question(settings: Settings, options: TargetOptions, host: Host, path: str, folder: str) -> Question:
    """What is to be checked at a path: `options` are those of the command line, relative paths count from `folder`."""

    def absolute(written: str) -> str:
        written = written.replace("${workspaceFolder}", folder)
        expanded = host.home + written[1:] if written == "~" or written.startswith(("~/", "~\\")) else written
        return os.path.normpath(os.path.join(folder, expanded))

    target = TargetOptions(
        python=absolute(settings.python) if settings.python else options.python,
        version=(parse_version(settings.python_version) if settings.python_version else None) or options.version,
        platform=settings.python_platform if settings.python_platform in PLATFORMS else options.platform,
        sys_path=options.sys_path,
        pythonpath=options.pythonpath,
        roots=tuple(map(absolute, settings.roots)) or options.roots,
        config=absolute(settings.config) if settings.config else options.config,
        isolated=options.isolated,
        flags=options.flags,
    )
    here = msgspec.structs.replace(host, working_directory=folder)
    return Question(path, here, target, _rules(settings))


def _rules(settings: Settings) -> RuleOptions:
    """The rules that exist of those that were named."""
    select = settings.select
    return RuleOptions(
        None if select is None else _known(select), *map(_known, (settings.ignore, settings.error, settings.warn))
    )


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        if name != ALL and name not in all_rules():
            _log.warning("the settings name the rule `%s`, which does not exist", name)
    return tuple(name for name in names if name == ALL or name in all_rules())
