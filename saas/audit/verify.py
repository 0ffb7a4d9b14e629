"""Check an export of the log without any installation: is every line there, unchanged and in its place?

What this cannot know: whoever cuts lines off the end *and* writes a matching last line, or rewrites everything after
some line, makes another chain that is sound in itself. Only a head noted elsewhere shows that: the platform's, or one
that an auditor wrote down. Pass it as `noted`.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

import orjson

from saas.audit.chain import FORMAT, VERSION, Head, beginning, canonical, link
from saas.kit.i18n import N_

LONGEST = 16 * 2**20  # Bytes in a line; whatever is longer is not ours.
HEADER = {"format", "version", "company", "name", "host", "exported_at"}
NAMED = ("name", "host", "exported_at")
"""What of the first line the log itself says, too, in the line about this export: the last one of the file."""
EXPORTING = "export_log"
HASH = re.compile(r"[0-9a-f]{64}")
PROBLEMS = {
    "edited": N_("Line %(n)s is not as it was sealed: it was edited."),
    "removed": N_("Line %(n)s is missing: it was removed."),
    "inserted": N_("What stands where line %(n)s belongs was inserted."),
    "reordered": N_("Line %(n)s is not in its place: lines were reordered."),
    "truncated": N_("The file ends before line %(n)s: its end was cut off."),
    "header": N_("The first line of the file was altered, or this is not an export of the operation log."),
    "footer": N_(
        "The head in the last line is not that of this log: the first or the last line was altered, "
        "or the log was rewritten before it was exported."
    ),
    "stopped": N_(
        "The log was no longer sealed when it was exported: its seals did not end where the platform last saw "
        "them, at line %(n)s. It was tampered with, or is an old copy; what happened since is not proved."
    ),
    "unsealed": N_("The log had lines that no seal covers when it was exported: somebody kept them out of the chain."),
    "rewritten": N_("Line %(n)s has another hash than the one that was noted: the log was rewritten at or before it."),
}

FLAWS = {"stopped", "unsealed"}
"""What the last line says of a log that could not be proved when it was exported."""
Line = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What was found: one word for what is wrong, and the first bad line's number where the damage has one."""

    rows: int
    problem: str | None = None
    first_bad: int | None = None
    head: Head | None = field(default=None, compare=False)
    """The end of the chain, when all of it is sound."""
    header: Mapping[str, Any] | None = field(default=None, compare=False)
    """What the first line says, when it is whole."""
    vouched: bool = field(default=False, compare=False)
    """Whether the last line, which is part of the chain, says the same of name, host and time."""

    @property
    def intact(self) -> bool:
        """Tell whether everything is as it was sealed."""
        return self.problem is None

    @property
    def sentence(self) -> str:
        """Say it in words."""
        if self.problem is None:
            return f"Intact: {self.rows} lines, each as it was sealed and in its place."
        return PROBLEMS[self.problem] % {"n": self.first_bad}


def read_head(text: str) -> Head | None:
    """Read a head as people note it, the number of a line, a colon and its hash; None when it is none."""
    n, _colon, hash = text.partition(":")
    if not (n.isascii() and n.isdigit() and len(n) < 19 and HASH.fullmatch(hash.lower())):
        return None
    return Head(int(n), bytes.fromhex(hash))


def verify(file: BinaryIO, *, noted: Head | None = None) -> Verdict:
    """Check an export from its beginning, and against a head that was noted elsewhere if there is one."""
    lines = iter(lambda: file.readline(LONGEST), b"")
    first = next(lines, b"")
    header = parse(first)
    if header is None or not _is_header(header):
        return Verdict(sum(1 for _ in _numbers(lines)), "header")
    return replace(_verify(first, header, lines, noted), header=header)


def _verify(first: bytes, header: Line, lines: Iterator[bytes], noted: Head | None) -> Verdict:
    digest, last = hashlib.sha256(first), Line()
    before = head = beginning(header["company"])
    for raw in lines:
        line = parse(raw)
        if line is not None and "head" in line:
            verdict = _end(line, head, digest.hexdigest(), lines, noted)
            return replace(_with_header(verdict, header, last), head=head) if verdict.intact else verdict
        if line is None or not fits(head, line):
            return _explain(before, head, raw, line, lines)
        before, last, head = head, line, Head(line["n"], bytes.fromhex(line["hash"]))
        if noted and noted.n == head.n and noted.hash != head.hash:
            return Verdict(head.n + sum(1 for _ in _numbers(lines)), "rewritten", head.n)
        digest.update(raw)
    return Verdict(head.n, "truncated", head.n + 1)


def _with_header(verdict: Verdict, header: Line, last: Line) -> Verdict:
    """Compare the first line with the log's own line about this export, which is the last one."""
    said = last.get("detail")
    if last.get("action") != EXPORTING or not isinstance(said, dict) or not said.keys() >= set(NAMED):
        return verdict  # Cut off or of an older version: only a noted head tells.
    if any(said[name] != header[name] for name in NAMED):
        return Verdict(verdict.rows, "header")
    return replace(verdict, vouched=True)


def parse(raw: bytes) -> Line | None:
    """Read one line, or give None when it is not written the one way a line can be written."""
    try:
        line = orjson.loads(raw)
        return line if isinstance(line, dict) and canonical(line) + b"\n" == raw else None
    except (orjson.JSONDecodeError, TypeError, RecursionError):
        return None


def fits(head: Head, line: Line) -> bool:
    """Tell whether a line is the next one after a head."""
    if type(line.get("n")) is not int or line["n"] != head.n + 1 or line.get("prev") != head.hash.hex():
        return False
    return _own_hash(head.hash, line) == line.get("hash")


def _own_hash(previous: bytes, line: Line) -> str:
    columns = {key: value for key, value in line.items() if key not in ("n", "prev", "hash")}
    return link(previous, columns).hex()


def _end(line: Line, head: Head, digest: str, rest: Iterator[bytes], noted: Head | None) -> Verdict:
    """Judge the last line, when all lines before it were sound."""
    following = list(_numbers(rest, all_lines=True))
    kept = line["head"]
    rows, n = head.n + len(following), head.n + 1
    if line.keys() - FLAWS != {"head", "file"} or not _is_head(kept):
        return Verdict(rows, "footer")
    if following:
        return Verdict(rows, "reordered" if n in following and kept["n"] >= n else "inserted", n)
    if kept["n"] > head.n and kept["hash"] != head.hash.hex():
        return Verdict(rows, "truncated", n)
    if "stopped" in line:
        return Verdict(rows, "stopped", kept["n"])
    if "unsealed" in line:
        return Verdict(rows, "unsealed")
    if kept["n"] < head.n and line["file"] != digest:
        return Verdict(rows, "inserted", kept["n"] + 1)
    if (kept["n"], kept["hash"], line["file"]) != (head.n, head.hash.hex(), digest):
        return Verdict(rows, "footer")
    return Verdict(rows, "truncated", n) if noted and noted.n > head.n else Verdict(rows)


def _explain(before: Head, head: Head, raw: bytes, line: Line | None, rest: Iterator[bytes]) -> Verdict:
    """Say what happened where the first line stands that is not the one that belongs there."""
    wanted, later, found, goes_on = head.n + 1, set[int](), False, True
    own = line.get("n") if line else None
    rows = head.n + (own is not None)
    for text in rest:
        other = parse(text)
        if other is not None and type(other.get("n")) is int:
            if rows == wanted and line is not None:
                goes_on = other["n"] == wanted + 1 and other.get("prev") == line.get("hash")
            rows += 1
            later.add(other["n"])
            found = found or fits(head, other)
    if line is not None and line.get("id", 0) is None:  # The log had lost the line when it was exported.
        return Verdict(rows, "removed", wanted)
    if line is not None and _own_hash(head.hash, line) == line.get("hash"):
        return Verdict(rows, "edited", wanted)
    if line is not None and wanted == own == 1 and _is_sound(line):
        return Verdict(rows, "header")
    if line is not None and own == wanted and goes_on and _is_sound(line) and not found:
        return Verdict(rows, "edited", head.n)  # Its own hash was computed anew; the line after it knows the old one.
    if found:
        moved = type(own) is int and own > wanted and own not in later
        return Verdict(rows, "reordered" if moved else "inserted", wanted)
    if line is None or type(own) is not int or own == wanted:
        cut = not raw.endswith(b"\n") and not later
        return Verdict(rows, "truncated" if cut else "edited", wanted)
    if own > wanted:
        return Verdict(rows, "reordered" if wanted in later else "removed", wanted)
    # Two lines that both claim the same place: nothing tells which of them is the real one.
    return Verdict(rows, "inserted", own if line and fits(before, line) else wanted)


def _numbers(lines: Iterator[bytes], *, all_lines: bool = False) -> Iterator[int]:
    for raw in lines:
        line = parse(raw) or {}
        if all_lines or "n" in line:
            yield line["n"] if type(line.get("n")) is int else 0


def _is_header(line: Line) -> bool:
    known = line.keys() == HEADER and (line["format"], line["version"]) == (FORMAT, VERSION)
    return known and isinstance(line["company"], str)


def _is_head(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"n", "hash"} or type(value["n"]) is not int:
        return False
    return value["n"] >= 0 and isinstance(value["hash"], str) and bool(HASH.fullmatch(value["hash"]))


def _is_sound(line: Line) -> bool:
    """Tell whether a line agrees with the hash before it that it states itself."""
    previous = line.get("prev")
    known = isinstance(previous, str) and HASH.fullmatch(previous)
    return bool(known) and _own_hash(bytes.fromhex(str(previous)), line) == line.get("hash")
