"""Digests of what a disk answers: equal digests are equal answers."""

from __future__ import annotations

import hashlib

from resolver.file_system import FileSystem, Listing, links_in

_NEVER_LOOKED_UP = (".csv", ".gif", ".html", ".jpg", ".json", ".log", ".md", ".png", ".sarif", ".svg", ".xml")
"""Names that come and go in project folders, and whose existence nobody concludes anything from: who needs such a file
reads it."""


def of_bytes(data: bytes) -> bytes:
    """The id that git gives a blob of these bytes: what git has hashed need not be hashed again."""
    digest = hashlib.sha1(b"blob %d\0" % len(data), usedforsecurity=False)
    digest.update(data)
    return digest.digest()


def of_content(file_system: FileSystem, path: str) -> bytes:
    """That of a file; empty where it cannot be read."""
    try:
        return of_bytes(file_system.read_bytes(path))
    except OSError:
        return b""


def of_listing(listing: Listing | None) -> bytes:
    """That of a folder's names, kinds and links, whatever their order; empty where it cannot be listed."""
    if listing is None:
        return b""
    lines = sorted(f"{name}\0{kind.value}" for name, kind in listing.items() if not name.endswith(_NEVER_LOOKED_UP))
    return of_bytes("\n".join((*lines, "", *sorted(links_in(listing)))).encode(errors="surrogatepass"))
