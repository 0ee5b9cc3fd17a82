"""Which packages the program asks for, which are there, and which are not, without loading any of them.

Versions are read from the names of the folders that pip leaves beside each package (``torch-2.13.0.dist-info``):
looking through them takes a millisecond, where asking ``importlib.metadata`` takes thirty.

Leaves out what pip knows better: markers, extras of other packages, pre-releases. A line with a marker counts as there.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LINE = re.compile(r"([A-Za-z0-9._-]+)\s*(?:\[[^]]*\])?\s*([^;]*)(;.*)?")
_LIMIT = re.compile(r"(===|==|!=|>=|<=|~=|>|<)\s*([^\s,]+)")
_INSTALLED = re.compile(r"(.+?)-([0-9][^-]*)(?:-.*)?\.(?:dist-info|egg-info)")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a list of dependencies.

    Attributes:
        name: as it is written there.
        limits: pairs of operator and version, all of which must hold.
        line: the whole line, as pip reads it.
    """

    name: str
    limits: tuple[tuple[str, str], ...]
    line: str

    def allows(self, version: str) -> bool:
        """Whether a version is within the limits."""
        return all(_holds(_numbers(version), operator, wanted) for operator, wanted in self.limits)


@dataclass(frozen=True, slots=True)
class Lack:
    """A package that is missing, or there in a version that does not fit (``found``)."""

    requirement: Requirement
    found: str = ""

    def __str__(self) -> str:
        """As it is told to people."""
        name = self.requirement.name
        if not self.found:
            return f"{name} is not installed"
        wanted = ", ".join(f"{operator} {version}" for operator, version in self.requirement.limits)
        return f"{name} {self.found} does not fit; wanted is {wanted}"


def requirements(root: str | Path, extras: Sequence[str] = ()) -> list[Requirement]:
    """What ``pyproject.toml`` in ``root`` asks for; where there is none, what the installed program asks for."""
    path = Path(root) / "pyproject.toml"
    if path.is_file():
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        lines = list(project["dependencies"])
        for extra in extras:
            lines += project["optional-dependencies"][extra]
    else:
        lines = [line for line in importlib.metadata.requires("explainer") or [] if "extra ==" not in line]
    return [found for line in lines if (found := _parsed(line)) is not None]


def lacking(root: str | Path, extras: Sequence[str] = (), folders: Iterable[str] | None = None) -> list[Lack]:
    """What is missing of ``requirements``.

    Args:
        root: folder of ``pyproject.toml``.
        extras: optional dependencies that count too.
        folders: where packages lie; None looks where this Python does.
    """
    there = installed(sys.path if folders is None else folders)
    found = ((wanted, version_in(there, wanted.name)) for wanted in requirements(root, extras))
    return [Lack(wanted, version) for wanted, version in found if not (version and wanted.allows(version))]


def installed(folders: Iterable[str]) -> dict[str, str]:
    """The packages in these folders with their versions, by plain name; of two, the first is the one that is loaded."""
    found: dict[str, str] = {}
    for folder in folders:
        for name, version in _installed_in(Path(folder or ".")):
            found.setdefault(plain_name(name), version)
    return found


def version_in(there: Mapping[str, str], name: str) -> str:
    """The version of a package in what ``installed`` found; "" where it is not."""
    return there.get(plain_name(name), "")


def folders_of(environment: str | Path) -> list[str]:
    """Where the packages of a virtual environment lie."""
    place = Path(environment)
    return [str(p) for p in (*place.glob("lib/python3*/site-packages"), place / "Lib" / "site-packages") if p.is_dir()]


def _installed_in(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        names = [entry.name for entry in folder.iterdir()]
    except OSError:  # a zip file, or nothing at all
        return
    for name in names:
        if match := _INSTALLED.fullmatch(name):
            yield match[1], match[2]


def _parsed(line: str) -> Requirement | None:
    match = _LINE.fullmatch(line.strip())
    if match is None or match[3]:
        return None
    return Requirement(match[1], tuple((m[1], m[2]) for m in _LIMIT.finditer(match[2])), line)


def plain_name(name: str) -> str:
    """A name as it counts: PySide6_Essentials and pyside6-essentials are one package."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _numbers(version: str) -> tuple[int, ...]:
    """The numbers of a release: 2.13.0+cpu gives (2, 13)."""
    match = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(part) for part in match[0].split(".")] if match else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _holds(version: tuple[int, ...], operator: str, wanted: str) -> bool:
    limit = _numbers(wanted)
    if operator == "~=":
        parts = len(wanted.split(".")) - 1
        return version >= limit and (version + (0,) * parts)[:parts] == (limit + (0,) * parts)[:parts]
    if wanted.endswith(".*"):
        parts = len(wanted.split(".")) - 1
        same = (version + (0,) * parts)[:parts] == (limit + (0,) * parts)[:parts]
        return same if operator == "==" else not same
    return {
        ">=": version >= limit,
        "<=": version <= limit,
        ">": version > limit,
        "<": version < limit,
        "!=": version != limit,
    }.get(operator, version == limit)
