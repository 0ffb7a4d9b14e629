"""What a browser would send back of a form that nobody touched."""

from html.parser import HTMLParser
from typing import Any


class Form(HTMLParser):
    """Reads one form of a page, with the values that its inputs would be submitted with."""

    def __init__(self, page: str, id: str) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._id, self._inside, self._skipped = id, False, 0
        self._area: str | None = None
        self._text = ""
        self._select: dict[str, Any] | None = None
        self.feed(page)

    @property
    def data(self) -> dict[str, list[str]]:
        """Give the values by name, as an HTTP client takes them."""
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect an input."""
        given = dict(attrs)
        name, value = given.get("name"), given.get("value") or ""
        if tag == "form":
            self._inside = given.get("id") == self._id
        elif tag == "template":
            self._skipped += 1
        if not self._inside or self._skipped:
            return
        if tag == "option" and self._select is not None:
            if "selected" in given or self._select["value"] is None:
                self._select["value"] = value
        elif not name or "disabled" in given:
            return
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.fields.append((name, given.get("value") or "on"))
        elif tag == "input":
            # A browser drops line ends from what is one line.
            self.fields.append((name, value.replace("\r", "").replace("\n", "")))
        elif tag == "select":
            self._select = {"name": name, "value": None}
        elif tag == "textarea":
            self._area, self._text = name, ""

    def handle_data(self, data: str) -> None:
        """Collect the text of a text area."""
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Finish an input that has an end."""
        if tag == "template":
            self._skipped -= 1
        elif tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area is not None:
            text = self._text.replace("\r\n", "\n").removeprefix("\n")
            self.fields.append((self._area, text.replace("\n", "\r\n")))
            self._area = None
        elif tag == "select" and self._select is not None:
            if self._select["value"] is not None:
                self.fields.append((self._select["name"], self._select["value"]))
            self._select = None
