"""Whether a source file has bytecode that the target would load instead of compiling the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resolver.file_finder import BytecodeCache, cache_from_source
from resolver.stdlib import magic_number

if TYPE_CHECKING:
    from resolver.environment import Environment
    from resolver.file_system import Contents

_CHECKED_BY_TIME = bytes(4)
_SECOND = 1_000_000_000


class CurrentBytecode:
    """The bytecode of one target's source files, by the path of the source.

    Where it is current, the target's own compiler has accepted the file: there is no syntax error in it.
    """

    def __init__(self, environment: Environment, contents: Contents) -> None:
        """Asks nothing yet."""
        self._contents = contents
        self._magic = environment.magic_number or magic_number(environment.version)
        self._cache = BytecodeCache(
            environment.cache_tag, environment.optimization, environment.pycache_prefix, environment.working_directory
        )

    def __contains__(self, path: str) -> bool:
        """Follows `SourceLoader.get_code` for bytecode that is checked by the time and size of its source."""
        cached = cache_from_source(path, self._cache, self._contents.separator)
        try:
            header = self._contents.read_bytes(cached, 16)
        except OSError:
            return False
        if self._magic is None or header[:4] != self._magic or header[4:8] != _CHECKED_BY_TIME:
            return False
        stamp = self._contents.stamp(path)
        return stamp is not None and header[8:] == _word(stamp.modified // _SECOND) + _word(stamp.size)


def _word(number: int) -> bytes:
    return (number & 0xFFFFFFFF).to_bytes(4, "little")
