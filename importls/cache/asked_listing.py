"""A listing that remembers which names it was asked about: other names may come and go without changing an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, overload

from resolver.file_system import Kind, LinkedListing, Listing, links_in

Default = TypeVar("Default")


class AskedListing(LinkedListing):
    """`asked` are the names, None once somebody has looked at all of them."""

    __slots__ = ("asked",)

    def __init__(self, listing: Listing) -> None:
        """The same names, kinds and links."""
        super().__init__(listing, links_in(listing))
        self.asked: set[str] | None = set()

    def __contains__(self, name: object) -> bool:
        self._note(name)
        return super().__contains__(name)

    def __getitem__(self, name: str) -> Kind:
        """Raises KeyError."""
        self._note(name)
        return super().__getitem__(name)

    @overload
    def get(self, name: str, default: None = None, /) -> Kind | None: ...
    @overload
    def get(self, name: str, default: Default, /) -> Kind | Default: ...
    def get(self, name: str, default: object = None, /) -> object:
        """The kind of the name, or the default."""
        self._note(name)
        return super().get(name, default)

    def _note(self, name: object) -> None:
        if self.asked is not None and isinstance(name, str):
            self.asked.add(name)

    def __iter__(self) -> Iterator[str]:
        self.asked = None
        return super().__iter__()

    def __len__(self) -> int:
        self.asked = None
        return super().__len__()

    def __bool__(self) -> bool:
        """True, so that `listing or {}` asks for nothing: a folder that is above another one has that one in it."""
        return True

    def keys(self) -> Any:
        """All names."""
        self.asked = None
        return super().keys()

    def values(self) -> Any:
        """All kinds."""
        self.asked = None
        return super().values()

    def items(self) -> Any:
        """All names with their kinds."""
        self.asked = None
        return super().items()
