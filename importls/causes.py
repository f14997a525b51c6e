"""Why a module is not found: the evidence on the disk and in the project, tried from the strongest to the weakest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from importls.declared_dependencies import declared_in
from importls.did_you_mean import closest
from importls.distributions import distribution_of
from resolver.file_system import Kind
from resolver.machinery import EntrySource, Loader, ModuleSpec
from resolver.resolution import Found, ParentNotAPackage, Resolution
from resolver.stdlib import platform_only, stdlib_names

if TYPE_CHECKING:
    from importls.module import Module
    from importls.snapshot import Snapshot


class Cause(StrEnum):
    """The classes of unresolved imports, as the JSON output names them."""

    MISSPELLED = "misspelled"
    CASE_MISMATCH = "case-mismatch"
    NOT_INSTALLED = "not-installed"
    DECLARED_NOT_INSTALLED = "declared-not-installed"
    WRONG_ROOT = "wrong-root"
    STUB_ONLY = "stub-only"
    ABI_MISMATCH = "abi-mismatch"
    PLATFORM_ONLY = "platform-only"
    VERSION_GATED = "version-gated"
    PARENT_NOT_A_PACKAGE = "parent-not-a-package"
    NAMESPACE_SHADOWED = "namespace-shadowed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Missing:
    """A module that does not exist, why, and what to do about it.

    `name` is the first dotted name on the way that nobody finds. `evidence` is the path of the file or folder that the
    cause was read from, None where there is none. `suggestion` is the dotted name that was probably meant.
    """

    name: str
    cause: Cause
    help: str
    evidence: str | None = None
    suggestion: str | None = None

    @property
    def is_environmental(self) -> bool:
        """Whether another environment, not another source text, could make the import work.

        Some distribution may provide any top-level name, and another build of an installed one its extensions.
        """
        return "." not in self.name or self.cause in (Cause.ABI_MISMATCH, Cause.STUB_ONLY)


def why_missing(snapshot: Snapshot, module: Module, resolution: Resolution) -> Missing | None:
    """Why `resolution` found nothing; None where something was found, or where that is not certain."""
    if isinstance(resolution, Found) or not resolution.certain:
        return None
    if isinstance(resolution, ParentNotAPackage):
        return _parent_not_a_package(resolution)
    place = _Place(snapshot, module, resolution.parent, resolution.missing)
    key = ("why missing", module.file.root.path, resolution.missing)
    return snapshot.once(key, lambda: next(missing for missing in _findings(place) if missing is not None))


def why_no_attribute(
    snapshot: Snapshot, module: Module, owner: ModuleSpec, target: str, names: frozenset[str]
) -> Missing:
    """Why `target`, asked for by `from owner import name`, is neither one of `names` nor a submodule of `owner`."""
    if owner.is_package:
        place = _Place(snapshot, module, owner, target)
        for finding in (_abi_mismatch, _case_mismatch, _stub_only, _namespace_shadowed):
            missing = finding(place)
            if missing is not None:
                return missing
    meant = closest(target.rpartition(".")[2], names, cutoff=_NEAR)
    evidence = owner.origin if owner.has_location else None
    if meant is not None:
        return Missing(target, Cause.MISSPELLED, f"did you mean '{meant}'?", evidence, f"{owner.name}.{meant}")
    where = evidence or ", ".join(owner.submodule_search_locations or ())
    kinds = "name or submodule" if owner.is_package else "name"
    return Missing(target, Cause.UNKNOWN, f"there is no such {kinds} in {where}", evidence)


@dataclass(frozen=True, slots=True)
class _Place:
    """A name and the folders in which it was looked for."""

    snapshot: Snapshot
    module: Module
    parent: ModuleSpec | None
    name: str

    @property
    def tail(self) -> str:
        return self.name.rpartition(".")[2]

    @property
    def folders(self) -> tuple[str, ...]:
        if self.parent is not None:
            return self.parent.submodule_search_locations or ()
        return tuple(entry.path for entry in self.snapshot.search.environment_of(self.module.file).sys_path)

    def names(self) -> Iterator[tuple[str, str, Kind]]:
        """Every file and folder beside which the module was looked for: its folder, its name and its kind."""
        for folder in self.folders:
            for name, kind in (self.snapshot.file_system.list_directory(folder) or {}).items():
                yield folder, name, kind

    def path(self, *parts: str) -> str:
        return self.snapshot.file_system.separator.join(parts)


def _findings(place: _Place) -> Iterator[Missing | None]:
    yield _abi_mismatch(place)
    yield _case_mismatch(place)
    yield _stub_only(place)
    yield _namespace_shadowed(place)
    yield _platform_only(place)
    yield _version_gated(place)
    yield _declared_not_installed(place)
    yield _wrong_root(place)
    yield _misspelled(place)
    yield _not_installed(place)
    yield Missing(place.name, Cause.UNKNOWN, f"no module of that name is in {_where(place)}")


def _where(place: _Place) -> str:
    if place.parent is None:
        return "any entry of the search path; `importls env` lists them"
    return f"the package '{place.parent.name}'"


def _parent_not_a_package(resolution: ParentNotAPackage) -> Missing:
    parent = resolution.parent
    return Missing(
        resolution.name,
        Cause.PARENT_NOT_A_PACKAGE,
        f"'{parent.name}' is a module, not a package: nothing can be imported from below it",
        evidence=parent.origin if parent.has_location else None,
    )


_EXTENSION = re.compile(r"\.(?:so|pyd|dll|dylib)$")


def _abi_mismatch(place: _Place) -> Missing | None:
    for folder, name, kind in place.names():
        if kind is Kind.FILE and name.startswith(place.tail + ".") and _EXTENSION.search(name):
            version = ".".join(map(str, place.snapshot.environment.version))
            suffixes = ", ".join(place.snapshot.environment.suffixes.extension)
            return Missing(
                place.name,
                Cause.ABI_MISMATCH,
                f"{name} was built for another interpreter or platform; Python {version} loads {suffixes}. "
                "Reinstall or rebuild the package for this interpreter",
                evidence=place.path(folder, name),
            )
    return None


def _case_mismatch(place: _Place) -> Missing | None:
    wanted = place.tail.lower()
    for folder, name, kind in place.names():
        stem = _module_stem(place, folder, name, kind)
        if stem is not None and stem != place.tail and stem.lower() == wanted:
            meant = _sibling(place.name, stem)
            return Missing(
                place.name,
                Cause.CASE_MISMATCH,
                f"the file is called '{name}': write '{meant}'. "
                "The import works on file systems that ignore case (macOS, Windows) and nowhere else",
                evidence=place.path(folder, name),
                suggestion=meant,
            )
    return None


def _module_stem(place: _Place, folder: str, name: str, kind: Kind) -> str | None:
    """What a listed name would be imported as; a folder counts where it holds Python files."""
    if kind is Kind.DIRECTORY:
        inside = place.snapshot.file_system.list_directory(place.path(folder, name)) or {}
        return name if any(file.endswith(".py") for file in inside) else None
    for suffix in (".py", *place.snapshot.environment.suffixes.extension):
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return None


def _stub_only(place: _Place) -> Missing | None:
    for folder, name, kind in place.names():
        is_stub = name == f"{place.tail}.pyi" and kind is Kind.FILE
        is_stub_package = place.parent is None and name == f"{place.tail}-stubs" and kind is Kind.DIRECTORY
        if is_stub or is_stub_package:
            return Missing(
                place.name,
                Cause.STUB_ONLY,
                f"only type stubs exist ({name}): type checkers find the module, the interpreter does not. "
                "Import it under `if TYPE_CHECKING:`, or install the package that the stubs describe",
                evidence=place.path(folder, name),
            )
    return None


def _namespace_shadowed(place: _Place) -> Missing | None:
    """A regular package was found, but the folders of the same name on other entries hold the module."""
    package = place.parent
    if package is None or package.loader is Loader.NAMESPACE or package.origin is None:
        return None
    tail = package.name.rpartition(".")[2]
    for folder in _entries_beside(place, package):
        portion = place.path(folder, tail)
        names = place.snapshot.file_system.list_directory(portion) or {}
        if "__init__.py" in names or portion in (package.submodule_search_locations or ()):
            continue
        if place.tail in names or f"{place.tail}.py" in names:
            return Missing(
                place.name,
                Cause.NAMESPACE_SHADOWED,
                f"{package.origin} makes '{package.name}' a regular package, which hides the rest of the namespace "
                f"package in {portion}: remove that file",
                evidence=package.origin,
            )
    return None


def _entries_beside(place: _Place, package: ModuleSpec) -> tuple[str, ...]:
    finders = place.snapshot.search.main(place.module.file)
    above = package.name.rpartition(".")[0]
    if not above:
        return tuple(entry.path for entry in place.snapshot.search.environment_of(place.module.file).sys_path)
    found = finders.find_spec(above)
    return (found.spec.submodule_search_locations or ()) if isinstance(found, Found) else ()


_PLATFORM_WORDS = {"win32": "Windows", "unix": "Unix", "linux": "Linux", "darwin": "macOS"}


def _platform_only(place: _Place) -> Missing | None:
    only = platform_only(place.name) if place.parent is None else None
    if only is None:
        return None
    return Missing(
        place.name,
        Cause.PLATFORM_ONLY,
        f"the standard library has '{place.name}' on {_PLATFORM_WORDS.get(only, only)} only; "
        "guard the import with `sys.platform`, or with `try` and `except ImportError`",
    )


_FIRST, _LAST = 8, 15
"""The minor versions of Python 3 that the tables cover."""


def _version_gated(place: _Place) -> Missing | None:
    if place.parent is not None:
        return None
    minors = [minor for minor in range(_FIRST, _LAST + 1) if place.name in stdlib_names((3, minor))]
    current = place.snapshot.environment.version[1]
    if not minors or current in minors:
        return None
    told = f"was added in Python 3.{minors[0]}" if minors[0] > current else f"was removed in Python 3.{minors[-1] + 1}"
    return Missing(
        place.name,
        Cause.VERSION_GATED,
        f"'{place.name}' {told} and the target is Python 3.{current}; guard the import with `sys.version_info`",
    )


def _wrong_root(place: _Place) -> Missing | None:
    """A checked file would answer to the name if its folder were a root: it lies in no regular package."""
    if place.parent is not None:
        return None
    suffix = "." + place.name
    for other in place.snapshot.modules.values():
        above = other.name.removesuffix(suffix)
        if above != other.name and other.file.script_directory.endswith(place.path("", *above.split("."))):
            return Missing(
                place.name,
                Cause.WRONG_ROOT,
                f"the project has it as '{other.name}': import it by that name, or make {other.file.script_directory} "
                "a root (`roots` in the configuration, or --root)",
                evidence=other.path,
                suggestion=other.name,
            )
    return None


def _declared_not_installed(place: _Place) -> Missing | None:
    if place.parent is not None:
        return None
    distribution = distribution_of(place.name)
    declared = declared_in(place.snapshot.file_system, place.module.file.root.path, {place.name, distribution})
    if declared is None:
        return None
    return Missing(
        place.name,
        Cause.DECLARED_NOT_INSTALLED,
        f"'{declared.requirement}' is declared in {declared.path} but not installed in {_prefix(place)}: "
        "install it, or name the right environment with --python",
        evidence=declared.path,
    )


_NEAR = 0.8
"""Names are short: with less likeness than this, another name is more often another thing than a slip."""

_NEAR_AT_TOP = 0.85
"""Among top-level names even more so: `pytest` is no slip of `test`."""


def _misspelled(place: _Place) -> Missing | None:
    known = {stem for stem in (_module_stem(place, *name) for name in place.names()) if stem is not None}
    if place.parent is None:
        known |= place.snapshot.environment.stdlib_names
    meant = closest(place.tail, known, cutoff=_NEAR_AT_TOP if place.parent is None else _NEAR)
    if meant is None:
        return None
    name = _sibling(place.name, meant)
    return Missing(place.name, Cause.MISSPELLED, f"did you mean '{name}'?", suggestion=name)


def _not_installed(place: _Place) -> Missing | None:
    if place.parent is not None:
        return None
    distribution = distribution_of(place.name)
    known = f" (distribution '{distribution}')" if distribution != place.name else ""
    return Missing(
        place.name,
        Cause.NOT_INSTALLED,
        f"'{place.name}'{known} is not installed in {_prefix(place)}, and the project has no module of that name",
    )


def _prefix(place: _Place) -> str:
    environment = place.snapshot.environment
    if any(entry.source is EntrySource.SYS_PATH_OPTION for entry in environment.sys_path):
        return "the given search path"
    return environment.prefix or "the environment"


def _sibling(name: str, tail: str) -> str:
    above = name.rpartition(".")[0]
    return f"{above}.{tail}" if above else tail
