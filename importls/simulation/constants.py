"""What is known of modules that are not simulated: constants that decide branches, by their dotted names."""

from __future__ import annotations

from collections.abc import Callable

from importls.simulation.builtin_classes import BUILTIN_CLASSES
from importls.simulation.universe import Universe
from importls.simulation.values import UNKNOWN, SysModules, Unknown, Value

LIBRARY: dict[str, Value] = {}
"""Functions of the standard library that are known without looking into them, by dotted name."""

CONSTRUCTORS: dict[str, Callable[..., Value]] = {}
"""What calling a built-in class gives, by its name; called as `Native.call` is."""


def constant(universe: Universe, name: str) -> Value:
    """The value of a dotted name outside of what is simulated; what is not known is an Unknown of that name."""
    known = _CONSTANTS.get(name)
    if known is not None:
        return known(universe)
    return LIBRARY.get(name) or Unknown(name)


def _separator(universe: Universe) -> str:
    return "\\" if universe.platform == "win32" else "/"


PRESENT_ON_POSIX = frozenset(
    (
        *("_socket.socket.sendmsg", "_socket.socket.recvmsg", "_socket.AF_UNIX", "select.poll"),
        *("os.fork", "os.register_at_fork", "os.posix_spawn", "os.pread", "os.getuid", "os.geteuid", "os.getpid"),
        *("os.kill", "os.wait", "os.waitpid", "os.setsid", "os.set_blocking", "os.symlink", "os.link", "os.getppid"),
        *("posix.fork", "posix.register_at_fork", "signal.pthread_kill", "signal.setitimer", "signal.pthread_sigmask"),
    )
)
"""What modules that are not written in Python have on every system but Windows; code asks for it by `hasattr`."""


_CONSTANTS: dict[str, Callable[[Universe], Value]] = {
    "sys.version_info": lambda universe: (*universe.version, UNKNOWN, "final", 0),
    "sys.platform": lambda universe: universe.platform,
    "sys.modules": lambda _: SysModules(),
    "types.ModuleType": lambda _: BUILTIN_CLASSES["module"],
    "sys.builtin_module_names": lambda universe: tuple(sorted(universe.environment.builtin_names)),
    "sys.byteorder": lambda _: "little",
    "sys.maxsize": lambda _: 2**63 - 1,
    "sys.implementation.name": lambda _: "cpython",
    "sys.implementation.cache_tag": lambda universe: universe.environment.cache_tag,
    "os.name": lambda universe: "nt" if universe.platform == "win32" else "posix",
    "os.sep": _separator,
    "os.path.sep": _separator,
    "typing.TYPE_CHECKING": lambda _: False,
    "typing_extensions.TYPE_CHECKING": lambda _: False,
}
