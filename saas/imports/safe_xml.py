"""Read XML that nobody vouches for: nothing is expanded, fetched or nested without end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from lxml import etree  # type: ignore[import-untyped] # ships no types

from saas.imports.errors import DamagedFile

SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


@contextmanager
def well_formed() -> Iterator[None]:
    """Turn what the parser refuses, bombs of entities and of depth among it, into our refusal."""
    try:
        yield
    except etree.XMLSyntaxError:
        raise DamagedFile from None


def parse_xml(file: IO[bytes]) -> Any:
    """Read a small document and give its root."""
    with well_formed():
        return etree.parse(file, etree.XMLParser(**SAFE)).getroot()


def walk(file: IO[bytes], *tags: str) -> Iterator[Any]:
    """Yield the elements of some names, each when it ends, and forget each after its turn and all that came before."""
    with well_formed():
        for _event, element in etree.iterparse(file, tag=[f"{{*}}{tag}" for tag in tags], **SAFE):
            yield element
            element.clear()
            while (before := element.getprevious()) is not None:
                element.getparent().remove(before)


def local(element: Any) -> str:
    """Name an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attributes(element: Any) -> dict[str, str]:
    """Give the attributes of an element, their names without namespaces."""
    return {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
