"""Who is asking: the person, their roles, and the way they came in. Every read and every change names one."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    """A person at work. `via` is web, api, job or cli."""

    id: int
    name: str
    department_id: int
    roles: frozenset[str]
    via: str = "web"
    ip: str = ""
    locale: str = "zh-Hans"
    theme: str = "system"
