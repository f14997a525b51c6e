"""What a disk has answered is remembered until somebody looks again."""

import os

from importls.workspace.kept_listings import KeptListings
from resolver.file_system import Kind
from resolver.file_system.disk import Disk


def test_nothing_is_new_until_somebody_looks(tmp_path):
    listings, folder = KeptListings(Disk()), str(tmp_path)
    assert listings.list_directory(folder) == {}
    assert listings.kind(f"{folder}/a.py") is None
    (tmp_path / "a.py").touch()
    assert listings.list_directory(folder) == {}
    assert listings.refresh() == {folder}
    assert listings.list_directory(folder) == {"a.py": Kind.FILE}
    assert listings.kind(f"{folder}/a.py") is Kind.FILE
    assert listings.refresh() == frozenset()


def test_a_folder_that_goes_takes_its_listing_along(tmp_path):
    (tmp_path / "p/q").mkdir(parents=True)
    listings = KeptListings(Disk())
    for folder in (tmp_path, tmp_path / "p", tmp_path / "p/q"):
        listings.list_directory(str(folder))
    os.rename(tmp_path / "p", tmp_path / "r")
    assert listings.refresh() == {str(tmp_path), str(tmp_path / "p"), str(tmp_path / "p/q")}
    assert listings.list_directory(str(tmp_path / "p")) is None


def test_what_programs_leave_behind_changes_nothing(tmp_path):
    listings = KeptListings(Disk())
    listings.list_directory(str(tmp_path))
    (tmp_path / "__pycache__").mkdir()
    for name in (".a.py.swp", "a.py~", "x.log"):
        (tmp_path / name).touch()
    assert listings.refresh() == frozenset()
