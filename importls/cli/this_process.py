"""This process as a value, or a sentence about why it cannot be one."""

from __future__ import annotations

from importls.cli.failure import Failure
from importls.host import Host, read_host


def this_host() -> Host:
    """The values of this process. Raises Failure where its working directory was deleted."""
    try:
        return read_host()
    except OSError as error:
        raise Failure(f"the working directory cannot be read: {error.strerror}") from None
