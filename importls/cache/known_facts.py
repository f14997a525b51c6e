"""Facts of an earlier run that hold still, because the content of their files is the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from importls.cache.answers import Recorded, record, trusted_stamp
from importls.cache.digests import of_bytes
from importls.facts.file_facts import FileFacts

if TYPE_CHECKING:
    from importls.cache.recording import RecordingFileSystem

_FACTS = msgspec.msgpack.Decoder(FileFacts)


class KnownFacts:
    """Encoded `facts` by path, and in `contents` what they are about; what is used is noted in `recording`."""

    def __init__(self, facts: Mapping[str, msgspec.Raw], contents: Recorded, recording: RecordingFileSystem) -> None:
        """Decodes nothing yet."""
        self._facts = facts
        self._contents = contents
        self._recording = recording

    def of_file(self, path: str) -> FileFacts | None:
        """The facts of a file that has not changed by its stamp: nobody reads it."""
        facts, (stamp, digest) = self._facts.get(path), self._contents.get(path, (None, b""))
        if facts is None or stamp is None or trusted_stamp(path, self._recording.started) != stamp:
            return None
        record(self._recording.answers.contents, path, stamp, digest)
        return _FACTS.decode(facts)

    def of_content(self, path: str, data: bytes) -> FileFacts | None:
        """The facts of a file that was read, if its content is the same."""
        facts, (_, digest) = self._facts.get(path), self._contents.get(path, (None, b""))
        return _FACTS.decode(facts) if facts is not None and digest == of_bytes(data) else None
