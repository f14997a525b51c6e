"""The table of built-in modules (`PyImport_Inittab`) in the bytes of an interpreter or of its shared library.

It reads ELF files of 64 bits in little-endian order, as Linux has them today; nothing is known of others.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

_MAGIC = b"\x7fELF\x02\x01"
_SYMBOLS, _RELOCATIONS, _DYNAMIC_SYMBOLS = 2, 4, 11
_ABSOLUTE = {62: 1, 183: 257, 243: 2, 258: 2, 22: 22}
_RELATIVE = {62: 8, 183: 1027, 243: 3, 258: 3, 22: 12}
"""Numbers of the relocation types by machine: x86-64, AArch64, RISC-V, LoongArch, S/390."""
_LONGEST_TABLE = 1000
_TABLE = b"PyImport_Inittab"


@dataclass(frozen=True, slots=True)
class _Section:
    kind: int
    address: int
    offset: int
    size: int
    link: int


def builtin_names_in(program: bytes) -> frozenset[str] | None:
    """`sys.builtin_module_names`; None where the bytes hold no such table."""
    if not program.startswith(_MAGIC):
        return None
    try:
        return _Program.read(program).names()
    except (struct.error, IndexError, KeyError, ValueError):
        # A damaged file is as good as one without a table.
        return None


@dataclass(frozen=True, slots=True)
class _Program:
    content: bytes
    sections: list[_Section]
    pointers: dict[int, int]
    """What the loader writes, by address (relocations)."""

    @classmethod
    def read(cls, content: bytes) -> _Program:
        machine, table, size, count = *struct.unpack_from("<H", content, 18), *_section_header(content)
        rows = (struct.unpack_from("<IIQQQQI", content, table + size * index) for index in range(count))
        sections = [_Section(row[1], row[3], row[4], row[5], row[6]) for row in rows]
        program = cls(content, sections, {})
        for section in sections:
            if section.kind == _RELOCATIONS:
                program._relocate(section, machine)
        return program

    def names(self) -> frozenset[str] | None:
        """The names in the table that `PyImport_Inittab` points to."""
        pointer = self._symbol(_TABLE)
        table = None if pointer is None else self._pointer(pointer)
        if table is None:
            return None
        names: set[str] = set()
        for address in range(table, table + 16 * _LONGEST_TABLE, 16):
            name = self._pointer(address)
            if not name:
                break
            names.add(self._string(name))
        return frozenset(names) if {"sys", "builtins", "_imp"} <= names else None

    def _relocate(self, section: _Section, machine: int) -> None:
        symbols = self.sections[section.link]
        absolute, relative = _ABSOLUTE[machine], _RELATIVE[machine]
        rows = self.content[section.offset : section.offset + section.size]
        for place, info, addend in struct.iter_unpack("<QQq", rows):
            kind = info & 0xFFFFFFFF
            if kind == relative:
                self.pointers[place] = addend
            elif kind == absolute:
                (value,) = struct.unpack_from("<Q", self.content, symbols.offset + 24 * (info >> 32) + 8)
                self.pointers[place] = value + addend

    def _symbol(self, name: bytes) -> int | None:
        """The address of a symbol that the program itself defines."""
        for section in self.sections:
            if section.kind not in (_SYMBOLS, _DYNAMIC_SYMBOLS):
                continue
            strings = self.sections[section.link]
            text = self.content[strings.offset : strings.offset + strings.size]
            # Linkers let one name end in another: where the bytes are found is not always where a name begins.
            wanted = {found.start() for found in re.finditer(re.escape(name) + b"\0", text)}
            rows = self.content[section.offset : section.offset + section.size]
            for row in struct.iter_unpack("<IBBHQQ", rows):
                if row[0] in wanted and row[3] != 0:
                    return int(row[4])
        return None

    def _pointer(self, address: int) -> int | None:
        if address in self.pointers:
            return self.pointers[address]
        offset = self._offset(address)
        return None if offset is None else int(struct.unpack_from("<Q", self.content, offset)[0])

    def _string(self, address: int) -> str:
        offset = self._offset(address)
        if offset is None:
            raise IndexError
        return self.content[offset : self.content.index(b"\0", offset)].decode("ascii")

    def _offset(self, address: int) -> int | None:
        """Where in the file lies what is loaded to this address."""
        for section in self.sections:
            if section.address and section.address <= address < section.address + section.size:
                return section.offset + address - section.address
        return None


def _section_header(content: bytes) -> tuple[int, int, int]:
    """Offset, size of a row and number of rows."""
    (table,) = struct.unpack_from("<Q", content, 40)
    size, count = struct.unpack_from("<HH", content, 58)
    return table, size, count
