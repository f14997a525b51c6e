"""Why a module is not found: the evidence on the disk and in the project, tried from the strongest to the weakest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from importls.declared_dependencies import declarations_around
from importls.did_you_mean import closest
from importls.distributions import distribution_of
from importls.paths import relative_parts
from importls.search_place import Place, entries_of, module_stem, stems_in
from resolver.file_system import Kind
from resolver.machinery import EntrySource, ModuleSpec
from resolver.resolution import Found, ParentNotAPackage, Raises, Resolution
from resolver.stdlib import added_in, platform_only, removed_in
from resolver.stub_finder import TypeSource

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
    cause was read from, None where there is none. `suggestion` is the dotted name that was probably meant. `folders`
    are those in which it was looked for.
    """

    name: str
    cause: Cause
    help: str
    evidence: str | None = None
    suggestion: str | None = None
    folders: tuple[str, ...] = ()

    def depends_on_environment(self, snapshot: Snapshot) -> bool:
        """Whether another environment, not another source text, could make the import work.

        Some distribution may provide any top-level name, another version of Python a part of the standard library, and
        another build of a distribution its extensions.
        """
        top, _, rest = self.name.partition(".")
        in_stdlib = top in snapshot.environment.stdlib_names
        return not rest or in_stdlib or self.cause in (Cause.ABI_MISMATCH, Cause.STUB_ONLY)


def why_missing(snapshot: Snapshot, module: Module, resolution: Resolution) -> Missing | None:
    """Why `resolution` found nothing; None where something was found, be it broken, or where that is not certain."""
    if isinstance(resolution, Found | Raises) or not resolution.certain:
        return None
    if isinstance(resolution, ParentNotAPackage):
        return _parent_not_a_package(resolution)
    if resolution.parent is None:
        beside = snapshot.search.find_beside(module.file, resolution.name)
        if beside is not None:
            return _in_own_package(snapshot, resolution.missing, beside)
    place = Place(snapshot, module, resolution.parent, resolution.missing)
    # The root decides what comes before the environment, and where dependencies are declared.
    key = ("why missing", module.file.root, resolution.missing, place.folders)
    why = snapshot.once(key, lambda: next(missing for missing in _findings(place) if missing is not None))
    return replace(why, folders=place.folders)


def why_no_attribute(
    snapshot: Snapshot, module: Module, owner: ModuleSpec, target: str, names: frozenset[str]
) -> Missing:
    """Why `target`, asked for by `from owner import name`, is neither one of `names` nor a submodule of `owner`."""
    known = set(names)
    if owner.is_package:
        place = Place(snapshot, module, owner, target)
        for finding in (_abi_mismatch, _case_mismatch, _stub_only, _namespace_shadowed):
            missing = finding(place)
            if missing is not None:
                return missing
        known.update(snapshot.once(("stems", place.folders), lambda: stems_in(place)))
    meant = closest(target.rpartition(".")[2], known, cutoff=_NEAR)
    evidence = owner.origin if owner.has_location else None
    if meant is not None:
        return Missing(target, Cause.MISSPELLED, f"did you mean '{meant}'?", evidence, f"{owner.name}.{meant}")
    where = evidence or ", ".join(owner.submodule_search_locations or ())
    kinds = "name or submodule" if owner.is_package else "name"
    return Missing(target, Cause.UNKNOWN, f"there is no such {kinds} in {where}", evidence)


def _findings(place: Place) -> Iterator[Missing | None]:
    yield _abi_mismatch(place)
    yield _case_mismatch(place)
    yield _stub_only(place)
    yield _namespace_shadowed(place)
    yield _platform_only(place)
    yield _version_gated(place)
    yield _left_out_of_installation(place)
    yield _declared_not_installed(place)
    yield _wrong_root(place)
    yield _misspelled(place)
    yield _not_installed(place)
    yield Missing(place.name, Cause.UNKNOWN, f"no module of that name is in {_where(place)}")


def _where(place: Place) -> str:
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


def _abi_mismatch(place: Place) -> Missing | None:
    for folder, name, kind in place.alike(place.tail):
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


def _case_mismatch(place: Place) -> Missing | None:
    for folder, name, kind in place.alike(place.tail):
        stem = module_stem(place, folder, name, kind)
        if stem is not None and stem != place.tail and stem.lower() == place.tail.lower():
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


def _stub_only(place: Place) -> Missing | None:
    stub = place.snapshot.search.find_types(place.module.file, place.name)
    if stub is None or not stub.source.is_stub:
        return None
    if stub.source is TypeSource.TYPESHED:
        return _typeshed_only(place)
    evidence = stub.origin or next(iter(stub.submodule_search_locations or ()), None)
    return Missing(
        place.name,
        Cause.STUB_ONLY,
        f"only type stubs exist ({stub.source.value}): type checkers find the module, the interpreter does not. "
        "Import it under `if TYPE_CHECKING:`, or install the package that the stubs describe",
        evidence=evidence,
    )


def _typeshed_only(place: Place) -> Missing | None:
    """What else typeshed has is a module of the standard library or of a distribution: other causes say which."""
    if place.name.partition(".")[0] != "_typeshed":
        return None
    return Missing(
        place.name,
        Cause.STUB_ONLY,
        f"'{place.name}' exists for type checkers only, which bring it along: import it under `if TYPE_CHECKING:`",
    )


def _namespace_shadowed(place: Place) -> Missing | None:
    """A regular package was found, but the folders of the same name on other entries hold the module."""
    package = place.parent
    if package is None or package.is_namespace or package.origin is None:
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


def _entries_beside(place: Place, package: ModuleSpec) -> tuple[str, ...]:
    above = package.name.rpartition(".")[0]
    if not above:
        return entries_of(place.snapshot, place.module)
    found = place.snapshot.search.find_on_roots(place.module.file, above)
    return (found.spec.submodule_search_locations or ()) if isinstance(found, Found) else ()


_PLATFORM_WORDS = {"win32": "Windows", "unix": "Unix", "linux": "Linux", "darwin": "macOS"}


def _platform_only(place: Place) -> Missing | None:
    only = platform_only(place.name)
    if only is None or _is_on(place.snapshot.environment.platform, only):
        return None
    return Missing(
        place.name,
        Cause.PLATFORM_ONLY,
        f"the standard library has '{place.name}' on {_PLATFORM_WORDS.get(only, only)} only; "
        "guard the import with `sys.platform`, or with `try` and `except ImportError`",
    )


def _is_on(platform: str, only: str) -> bool:
    return platform != "win32" if only == "unix" else platform == only


def _version_gated(place: Place) -> Missing | None:
    if place.parent is not None:
        return None
    version = place.snapshot.environment.version
    added, removed = added_in(place.name), removed_in(place.name)
    if added is not None and added > version:
        told = f"was added in Python {_dotted(added)}"
    elif removed is not None and removed <= version:
        told = f"was removed in Python {_dotted(removed)}"
    else:
        return None
    return Missing(
        place.name,
        Cause.VERSION_GATED,
        f"'{place.name}' {told} and the target is Python {_dotted(version)}; guard the import with `sys.version_info`",
    )


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))


def _left_out_of_installation(place: Place) -> Missing | None:
    """A module of the standard library that this interpreter was built or packaged without."""
    if place.parent is not None or place.name not in place.snapshot.environment.stdlib_names:
        return None
    return Missing(
        place.name,
        Cause.NOT_INSTALLED,
        f"'{place.name}' belongs to the standard library, but {_prefix(place)} was built or packaged without it",
    )


def _in_own_package(snapshot: Snapshot, name: str, beside: Found) -> Missing:
    """Python 2 looked in the package of the importing module first; since then only a script finds what is there."""
    path = beside.spec.origin
    known = snapshot.by_name(path) if path is not None and path in snapshot.modules else None
    written = f"'{known}'" if known is not None else "a relative import"
    return Missing(
        name,
        Cause.WRONG_ROOT,
        "it lies in the package of this file, which is searched only when the file is run as a script: "
        f"write {written}",
        evidence=path,
        suggestion=known,
    )


def _wrong_root(place: Place) -> Missing | None:
    """A checked file would answer to the name if its script folder were a root."""
    if place.parent is not None:
        return None
    other = place.snapshot.table("names from script folders", lambda: _names_from_script_folders(place.snapshot)).get(
        place.name
    )
    if other is None:
        return None
    return Missing(
        place.name,
        Cause.WRONG_ROOT,
        f"the project has it as '{other.name}': import it by that name, or make {other.file.script_directory} "
        "a root (`roots` in the configuration, or --root)",
        evidence=other.path,
        suggestion=other.name,
    )


def _names_from_script_folders(snapshot: Snapshot) -> dict[str, Module]:
    """The checked files that have another name when counted from the folder above their topmost package."""
    found: dict[str, Module] = {}
    for module in snapshot.modules.values():
        skipped = len(relative_parts(module.file.script_directory, module.file.root.path))
        if skipped:
            found.setdefault(".".join(module.name.split(".")[skipped:]), module)
    return found


def _declared_not_installed(place: Place) -> Missing | None:
    if place.parent is not None:
        return None
    distribution = distribution_of(place.name)
    root = place.module.file.root.path
    declarations = place.snapshot.once(
        ("declarations", root), lambda: declarations_around(place.snapshot.file_system, root)
    )
    declared = declarations.of((place.name, distribution))
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


def _misspelled(place: Place) -> Missing | None:
    known = set(place.snapshot.once(("stems", place.folders), lambda: stems_in(place)))
    if place.parent is None:
        known |= place.snapshot.environment.stdlib_names
    known.discard(place.tail)
    meant = closest(place.tail, known, cutoff=_NEAR_AT_TOP if place.parent is None else _NEAR)
    if meant is None:
        return None
    name = _sibling(place.name, meant)
    return Missing(place.name, Cause.MISSPELLED, f"did you mean '{name}'?", suggestion=name)


def _not_installed(place: Place) -> Missing | None:
    if place.parent is not None:
        return None
    distribution = distribution_of(place.name)
    known = f" (distribution '{distribution}')" if distribution != place.name else ""
    return Missing(
        place.name,
        Cause.NOT_INSTALLED,
        f"'{place.name}'{known} is not installed in {_prefix(place)}, and the project has no module of that name",
    )


def _prefix(place: Place) -> str:
    environment = place.snapshot.environment
    if any(entry.source is EntrySource.SYS_PATH_OPTION for entry in environment.sys_path):
        return "the given search path"
    return environment.prefix or "the environment"


def _sibling(name: str, tail: str) -> str:
    above = name.rpartition(".")[0]
    return f"{above}.{tail}" if above else tail
