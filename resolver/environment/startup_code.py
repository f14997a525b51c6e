"""What start-up code does to the import system, line by line. Nothing is executed.

Followed are edits of `sys.path` that are constant, `site.addsitedir`, and the finders of editable installs. Whatever
else may change how modules are found makes a doubt, and from that a `StartupHook`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from resolver.environment.path_under_construction import PathUnderConstruction
from resolver.environment.startup import Startup
from resolver.environment.startup_body import StartingInterpreter, StartupBody
from resolver.environment.startup_hook import StartupHook
from resolver.module_body import Doubt, Names, RaisedError, Target
from resolver.syntax_tree import parse

_NEWER_SYNTAX = re.compile(r"""\b[ft]["']|\btype\b|\blazy\b""")


class StartupCode:
    """Start-up code of one interpreter: what it has imported is not imported again."""

    def __init__(
        self, path: PathUnderConstruction, startup: Startup, add_site_directory: Callable[[str], None]
    ) -> None:
        """`add_site_directory` is `site.addsitedir`, which changes `path`."""
        bare = path.bare
        target = Target(
            bare.version,
            bare.platform,
            bare.prefix,
            path.file_system,
            bare.base_prefix,
            bare.stdlib_names,
            startup.variables,
            startup.working_directory,
            startup.home,
        )
        self.file = ""
        """Where the line at hand stands."""
        self._path = path
        self._interpreter = StartingInterpreter(path, target, add_site_directory)

    def run_line(self, line: str, file: str, names: Names) -> bool:
        """Follows a line that `site` executes, which binds names in `names`. False where it certainly raises."""
        tree = parse(line.strip())
        if tree is None:
            # The host may be older than the target, which then reads what it cannot.
            newer = _NEWER_SYNTAX.search(line) is not None
            return newer and self._run(file, line, names, _doubt)
        return self._run(file, line, names, lambda body: body.execute(tree.body))

    def run_import(self, module: str, file: str) -> bool:
        """Follows the import of a module for what it does."""
        return self._run(file, f"import {module}", {}, lambda body: body.need(module))

    def run_entry_point(self, entry_point: str, file: str) -> bool:
        """Follows a line of a `.start` file, `package.module:callable`."""
        module, _, function = entry_point.partition(":")
        tree = parse(f"import {module}; {module}.{function}()")
        return self._run(file, entry_point, {}, _doubt if tree is None else lambda body: body.execute(tree.body))

    def _run(self, file: str, line: str, names: Names, follow: Callable[[StartupBody], None]) -> bool:
        body = StartupBody(self._interpreter, dict(names), file)
        around, self.file = self.file, file
        raised = False
        try:
            with body.landing(ast.Return, ast.Break, ast.Continue):
                follow(body)
        except RaisedError:
            raised = True
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            _doubt(body)
        body.end()
        self.file = around
        state = body.state
        names.update(state.modules[""])
        edits_path = state.sys_path.doubt is not Doubt.NONE
        if edits_path or state.installs_hooks or state.enters_unknown or state.entered:
            source = b"\n".join(body.sources).decode("utf-8", "replace")
            self._path.add_hook(StartupHook(line, source, edits_path), file)
        return not raised


def _doubt(body: StartupBody) -> None:
    body.state.installs_hooks = True
