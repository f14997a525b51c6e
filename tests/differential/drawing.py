"""Draws the trees of `quirks` on the disk, and copies them from there into memory."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import zipfile
from pathlib import Path

from resolver import Environment
from resolver.file_system.memory import MemoryFileSystem
from tests.differential.quirks import Quirk, Zip, unescaped, unescaped_bytes

FEELS_PERMISSIONS = hasattr(os, "geteuid") and os.geteuid() != 0
_MAKE_BYTECODE = r"""
import importlib._bootstrap_external as b, importlib.util, json, sys
code = compile("", "m.py", "exec")
timed = bytes(b._code_to_timestamp_pyc(code, 1, 2))
json.dump({
    "$PYC_OLD": (b"old!" + timed[4:]).hex(),
    "$PYC_STALE": timed.hex(),
    "$PYC_CHECKED": bytes(b._code_to_hash_pyc(code, importlib.util.source_hash(b""), True)).hex(),
    "$PYC_FLAGS": (timed[:4] + b"\x04" + timed[5:]).hex(),
    "$PYC_SHORT": timed[:10].hex(),
    "$PYC_HEADER": timed[:16].hex(),
    "$PYC_NONE": (timed[:4] + b"\x01" + bytes(11) + b"N").hex(),
    "$PYC": bytes(b._code_to_hash_pyc(code, bytes(8), False)).hex(),
}, sys.stdout)
"""


def bytecode_of(python: str) -> dict[str, bytes]:
    """Bytecode of an empty module in several states of repair, by the words that stand for it in drawings."""
    made = subprocess.run([python, "-IS", "-c", _MAKE_BYTECODE], capture_output=True, text=True, check=True)
    return {name: bytes.fromhex(content) for name, content in json.loads(made.stdout).items()}


class Pencil:
    """Draws quirks on the disk, for one interpreter."""

    def __init__(self, python: str, environment: Environment) -> None:
        suffixes = environment.suffixes.extension
        self._suffixes = {"$EXT": suffixes[0], "$SO": suffixes[-1]}
        self._bytecode = bytecode_of(python)

    def draw(self, folder: Path, quirk: Quirk) -> None:
        """Everything that the quirk's lines say, below an existing folder."""
        for line in quirk.tree:
            self._draw_line(folder, line)
        for name, archive in quirk.zips.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(self._archive(archive))
        if FEELS_PERMISSIONS:
            for _, mode, name in (line.split(" ") for line in quirk.tree if line.startswith("chmod ")):
                (folder / name).chmod(int(mode, 8))

    def _draw_line(self, folder: Path, line: str) -> None:
        if line.startswith("chmod "):
            return
        path, arrow, target = line.partition(" -> ")
        name, content = self._file(path)
        place = Path(f"{folder}/{name.rstrip('|=')}")
        place.parent.mkdir(parents=True, exist_ok=True)
        if arrow:
            place.symlink_to(unescaped(target))
        elif name.endswith("/"):
            place.mkdir(exist_ok=True)
        elif name.endswith("|"):
            os.mkfifo(place)
        elif name.endswith("="):
            bind_socket(place)
        else:
            place.write_bytes(content)

    def _archive(self, drawn: Zip) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as file:
            for name, content in map(self._file, drawn.members):
                info = zipfile.ZipInfo(name, (2024, 1, 2, 3, 4, 6))
                file.writestr(info, content, compress_type=drawn.compression)
            file.comment = drawn.comment
        data = drawn.before + buffer.getvalue()
        old, new = drawn.patch
        data = data.replace(old, new, 1)
        return data[: len(data) - drawn.cut]

    def _file(self, line: str) -> tuple[str, bytes]:
        name, _, content = line.partition(": ")
        for mark, suffix in self._suffixes.items():
            name = name.replace(mark, suffix)
        return unescaped(name), self._bytecode.get(content) or unescaped_bytes(content)


def bind_socket(place: Path) -> None:
    """A socket in the folder: its name may be longer than an address can be, so it is bound from there."""
    before = os.getcwd()
    os.chdir(place.parent)
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(place.name)
    finally:
        os.chdir(before)


def copy_to_memory(root: str) -> MemoryFileSystem:
    """The tree as plain values, links as links; what is neither file nor folder is a link that leads nowhere."""
    tree: dict[str, bytes] = {root + "/": b""}
    links: dict[str, str] = {}
    for folder, folders, files in os.walk(root):
        for name in [*folders, *files]:
            path = f"{folder}/{name}"
            if os.path.islink(path):
                links[path] = os.readlink(path)
            elif os.path.isdir(path):
                tree[path + "/"] = b""
            elif os.path.isfile(path):
                tree[path] = Path(path).read_bytes()
            else:
                links[path] = "/dev/nowhere"
    return MemoryFileSystem.from_tree(tree, symlinks=links)
