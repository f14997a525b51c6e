"""Paths as `file:` URIs and back (RFC 8089); no disk is asked."""

from __future__ import annotations

import ntpath
import posixpath
import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

_DRIVE = re.compile(r"/[A-Za-z]:")


def path_of(uri: str, *, windows: bool = False) -> str | None:
    """The absolute path that a URI stands for; None for what is no file."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file":
        return None
    # A question mark or a hash in a path is mostly written as it is, although it should be escaped.
    written = parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    path = unquote_to_bytes(written).decode("utf-8", "surrogateescape")
    if windows:
        path = path.removeprefix("/") if _DRIVE.match(path) else path
        path = path.replace("/", "\\")
        return ntpath.normpath(f"\\\\{parts.netloc}{path}" if parts.netloc else path)
    return posixpath.normpath(path) if path else None


def uri_of(path: str) -> str:
    """The URI of an absolute path, of Windows or of any other system."""
    if path.startswith("/"):
        return "file://" + _quoted(path)
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return "file:" + _quoted(path)
    return "file:///" + path[:1].lower() + "%3A" + _quoted(path[2:])


def _quoted(path: str) -> str:
    return quote(path.encode("utf-8", "surrogateescape"))
