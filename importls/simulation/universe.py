"""Where simulated code comes from: what an import finds, and the tree of a file; it runs nothing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from importls.facts.later_bodies import lacks_bodies, parse_without_bodies
from importls.simulation.private_names import has_private_names, mangle
from resolver.machinery import Loader, ModuleSpec
from resolver.module_name import ancestors
from resolver.resolution import Found
from resolver.run_time_finders import run_time_finder

if TYPE_CHECKING:
    from importls.facts.refusal import Refusal
    from resolver.environment import Environment
    from resolver.file_system import Listing
    from resolver.resolution import Resolution

_WITH_SOURCE = {Loader.SOURCE_FILE, Loader.FROZEN, Loader.DISTUTILS, Loader.SCIKIT_BUILD, Loader.VENDOR}


@dataclass(slots=True)
class Universe:
    """The modules that can be imported in one environment.

    `find` says what the import of an absolute name finds, `read` gives the text of a file, None where it cannot be
    read, and `parse` its tree, None where it cannot be parsed. Modules of which `is_opaque` holds are not simulated:
    they are there, and what is in them cannot be told. `refusal` says for a file why the target's compiler takes it
    not, None where it does, or where that cannot be told; it may ask for the tree. `list_folder` gives the names in a
    folder. Of files of which `is_python` holds it is known that they can be parsed: only what is needed of them is.
    """

    environment: Environment
    find: Callable[[str], Resolution]
    read: Callable[[str], str | None]
    parse: Callable[[str], ast.Module | None]
    is_opaque: Callable[[str], bool]
    is_external: Callable[[str], bool]
    find_on: Callable[[tuple[str, ...], str], Resolution]
    """The same as `find` with another `sys.path`."""
    startup_code: tuple[str, ...] = ()
    """The lines of `.pth` files that `site` executes, in order."""
    refusal: Callable[[str, Callable[[], ast.Module | None]], Refusal | None] = lambda *_: None
    list_folder: Callable[[str], Listing | None] = lambda _: None
    is_python: Callable[[str], bool] = lambda _: False
    breathe: Callable[[], None] = lambda: None
    """Called before the body of each module; what it raises ends the simulation."""
    _trees: dict[str, ast.Module | None] = field(default_factory=dict)
    _replaced: Mapping[str, ast.Module | None] = field(default_factory=dict)
    """The trees of files with another text than `_trees` knows."""
    _refusals: dict[str, Refusal | None] = field(default_factory=dict)

    @property
    def version(self) -> tuple[int, int]:
        """Major and minor number of the target."""
        return self.environment.version

    @property
    def platform(self) -> str:
        """The target's `sys.platform`."""
        return self.environment.platform

    def tree(self, path: str) -> ast.Module | None:
        """The tree of a file, None where it cannot be read or parsed. Functions may get their bodies when they run."""
        if path in self._replaced:
            return self._replaced[path]
        if path not in self._trees:
            text = self.read(path)
            self._trees[path] = None if text is None else self._parsed(path, text)
        return self._trees[path]

    def _parsed(self, path: str, text: str) -> ast.Module | None:
        is_private = has_private_names(text)
        tree = parse_without_bodies(text) if self.is_python(path) and not is_private else None
        tree = tree or self.parse(text)
        return mangle(tree) if is_private and tree is not None else tree

    def _whole_tree(self, path: str) -> ast.Module | None:
        tree = self.tree(path)
        return self.parse(self.read(path) or "") if lacks_bodies(tree) else tree

    def with_texts(self, texts: Mapping[str, str]) -> Universe:
        """The same modules, some with other texts, by path; the trees of all others are shared."""
        trees = {path: self.parse(text) for path, text in texts.items()}
        read = self.read
        return replace(self, read=lambda path: texts[path] if path in texts else read(path), _replaced=trees)

    def refused(self, path: str) -> Refusal | None:
        """Why the target's compiler refuses a file, None where it does not, or where that cannot be told."""
        if path not in self._refusals:
            self._refusals[path] = self.refusal(path, lambda: self._whole_tree(path))
        return self._refusals[path]

    def has_known_finder(self, name: str, path: str | None) -> bool:
        """Whether what a module adds to `sys.meta_path` is asked already when a name is looked for."""
        tree = None if path is None else self.tree(path)
        return tree is not None and run_time_finder(tree, name, self.version, self.platform) is not None

    def moved_to(self, name: str) -> str | None:
        """The module that six or setuptools give under a name of theirs, None where they make one of their own."""
        for above in ancestors(name):
            found = self.find(above)
            path = self.source_of(found.spec) if isinstance(found, Found) else None
            tree = None if path is None else self.tree(path)
            finder = None if tree is None else run_time_finder(tree, above, self.version, self.platform)
            targets = () if finder is None else finder.targets(name)
            for target in targets:
                if isinstance(self.find(target), Found):
                    return target
        return None

    def source_of(self, spec: ModuleSpec) -> str | None:
        """The file in which the body of a module stands, None where it has none that can be read."""
        if spec.loader is Loader.FROZEN:
            return self._source_of_frozen(spec.name)
        if spec.loader not in _WITH_SOURCE or spec.origin is None or not spec.origin.endswith((".py", ".pyw")):
            return None
        return spec.origin

    def _source_of_frozen(self, name: str) -> str | None:
        """The frozen modules of the standard library lie there as files too."""
        folder = self.environment.stdlib
        if folder is None:
            return None
        place = f"{folder}/{name.replace('.', '/')}"
        return next((path for path in (f"{place}/__init__.py", f"{place}.py") if self.read(path) is not None), None)
