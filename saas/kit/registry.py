"""Fifty of a kind, one file each: walk a package and collect the one instance every file defines."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Protocol, TypeVar


class Named(Protocol):
    """Anything that a registry can hold."""

    @property
    def name(self) -> str:
        """Name it, as stored and as scripts call it."""


T = TypeVar("T", bound=Named)


class DuplicateName(Exception):
    """Two files of one folder claim the same name, so start-up stops here."""


def collect(package: ModuleType, base: type[T]) -> dict[str, T]:
    """Import every module of `package` and make one instance of each named subclass of `base` defined there."""
    found: dict[str, T] = {}
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        members = vars(import_module(module.name))
        for member in members.values():
            if not (isinstance(member, type) and issubclass(member, base)) or member.__module__ != module.name:
                continue
            if "name" not in vars(member):
                continue
            made = member()
            if made.name in found:
                raise DuplicateName(f"{made.name} is defined twice: {found[made.name]!r} and {module.name}")
            found[made.name] = made
    return found
