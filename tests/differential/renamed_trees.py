"""Random trees of packages whose modules name each other in every form, and random moves in them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

WORDS = ("alpha", "beta", "gamma", "delta", "omega", "sigma")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Files by relative path, the modules in the order in which they depend on each other, and what moves where."""

    files: dict[str, str]
    modules: tuple[str, ...]
    moves: dict[str, str]


def draw_tree(seed: int) -> Drawn:
    """The tree of a number: each module has a value of its own, and others that it takes from earlier modules."""
    rng = random.Random(seed)
    paths = _paths(rng)
    names = [_name(path) for path in paths]
    files = {}
    for number, path in enumerate(paths):
        package = names[number] if path.endswith("__init__.py") else names[number].rpartition(".")[0]
        earlier = [(names[at], f"VALUE_{at}") for at in range(number) if names[at] != package]
        lines = [f"VALUE_{number} = {number}"]
        for at in range(rng.randint(0, 4) if earlier else 0):
            lines += _use(rng, package, *rng.choice(earlier), f"taken_{number}_{at}")
        files[path] = "\n".join(lines) + "\n"
    return Drawn(files, tuple(names), _moves(rng, files))


def _paths(rng: random.Random) -> list[str]:
    """Files in an order in which each package comes before what lies in it."""
    paths: list[str] = []
    folders = [""]
    for _ in range(rng.randint(2, 4)):
        above = rng.choice(folders)
        folder = f"{above}{rng.choice(WORDS)}_{len(folders)}/"
        if folder not in folders and above.count("/") < 3:
            folders.append(folder)
            paths.append(f"{folder}__init__.py")
    for number, folder in enumerate(folders):
        # A package that binds the name of its own submodule to another one would mean one or the other.
        paths += [f"{folder}{word}{number}.py" for word in rng.sample(WORDS, rng.randint(1, 3))]
    packages = [path for path in paths if path.endswith("__init__.py")]
    rest = [path for path in paths if path not in packages]
    rng.shuffle(rest)
    return packages + rest


def _name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _use(rng: random.Random, package: str, name: str, value: str, variable: str) -> list[str]:
    """Statements that give the variable the value of another module."""
    above, _, last = name.rpartition(".")
    top = name.partition(".")[0]
    forms = [
        [f"import {name}", f"{variable} = {name}.{value}"],
        [f"import {name} as named", f"{variable} = named.{value}"],
        [f"from {name} import {value} as {variable}"],
        [f"from {name} import {value}", f"{variable} = {value}"],
        [f"from {name} import *", f"{variable} = {value}"],
        [f"import importlib; {variable} = importlib.import_module('{name}').{value}"],
        [f"def {variable}():", f"    import {name}", f"    return {name}.{value}"],
        ["try:", f"    import {name}", "except ImportError:", "    pass", f"{variable} = {name}.{value}"],
        [f"import {top}, {name}  # both", f"{variable} = f'{{{name}.{value}}}'"],
    ]
    if above:
        forms += [
            [f"from {above} import {last}", f"{variable} = {last}.{value}"],
            [f"from {above} import (", f"    {last} as other,  # why", ")", f"{variable} = other.{value}"],
            [f"import {name}", f"import {above} as package", f"{variable} = package.{last}.{value}"],
        ]
    forms += [[line, f"{variable} = {last}.{value}"] for line in _relative(package, above, last)]
    return rng.choice(forms)


def _relative(package: str, above: str, last: str) -> Iterator[str]:
    """`from . import x` and `from ..y import x`, where there is a package in common."""
    here, there = package.split("."), above.split(".")
    common = 0
    while common < min(len(here), len(there)) and here[common] == there[common]:
        common += 1
    if common and package and above:
        yield f"from {'.' * (len(here) - common + 1)}{'.'.join(there[common:])} import {last}"


def _moves(rng: random.Random, files: dict[str, str]) -> dict[str, str]:
    """One or two moves to places where nothing is, none of which lies in what the other one moves."""
    taken = {_name(path) for path in files}
    moves: dict[str, str] = {}
    for number in range(rng.randint(1, 2)):
        old, new = _move(rng, files, f"moved{number}")
        touched = (*moves, *moves.values(), old)
        is_apart = not any(_is_below(one, other) for one in (old, new) for other in touched if one != other)
        is_free = _name(new) not in taken or new == f"{old.removesuffix('.py')}/__init__.py"
        if is_apart and is_free and old not in moves:
            moves[old] = new
            taken.add(_name(new))
    return moves


def _is_below(path: str, other: str) -> bool:
    return f"{path}/".startswith(f"{other}/") or f"{other}/".startswith(f"{path}/")


def _move(rng: random.Random, files: dict[str, str], name: str) -> tuple[str, str]:
    """Into packages that import nothing: others would be imported before what moves there, which may go round."""
    modules = [path for path in files if not path.endswith("__init__.py")]
    folders = sorted({path.rpartition("/")[0] for path in files if "/" in path})
    busy = [
        path.rpartition("/")[0] for path, text in files.items() if path.endswith("__init__.py") and "import" in text
    ]
    quiet = [folder for folder in folders if not any(_is_below(folder, one) for one in busy)]
    where = rng.choice(["", *(f"{folder}/" for folder in quiet)])
    if rng.random() < 0.3:
        old = rng.choice(folders)
        return old, rng.choice((f"{where}{name}", f"{old.rpartition('/')[0]}/{name}".lstrip("/")))
    old = rng.choice(modules)
    if rng.random() < 0.2:
        return old, f"{old.removesuffix('.py')}/__init__.py"
    return old, f"{where}{rng.choice((f'{name}.py', old.rpartition('/')[2]))}"
