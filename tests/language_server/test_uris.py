"""Paths as URIs."""

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importls.language_server.uris import path_of, uri_of


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b.py", "/a/b.py"),
        ("file:///a%20b/%C3%A9.py", "/a b/é.py"),
        ("file:///a/c%23.py", "/a/c#.py"),
        ("file:///a/c#x?y.py", "/a/c#x?y.py"),
        ("file:///a/%FF.py", "/a/\udcff.py"),
        ("untitled:Untitled-1", None),
        ("vscode-notebook-cell://host/a.ipynb#W0", None),
        ("file:", None),
        ("http://[", None),
    ],
)
def test_uris_of_posix_paths(uri, path):
    assert path_of(uri) == path


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///c%3A/a/b.py", "c:\\a\\b.py"),
        ("file:///C:/a/b.py", "C:\\a\\b.py"),
        ("file://server/share/b.py", "\\\\server\\share\\b.py"),
    ],
)
def test_uris_of_windows_paths(uri, path):
    assert path_of(uri, windows=True) == path
    assert path_of(uri_of(path), windows=True).lower() == path.lower()


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_a_path_survives_being_a_uri(name):
    assert path_of(uri_of("/" + name)) == posixpath.normpath("/" + name)
