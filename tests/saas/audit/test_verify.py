"""Whatever is done to an export is found, and the first bad line is named."""

import hashlib
import io
from collections.abc import Callable

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas.audit.chain import Head, beginning, canonical, link
from saas.audit.verify import Verdict, verify

Lines = list[bytes]


def checked(lines: Lines | bytes, noted: Head | None = None) -> Verdict:
    return verify(io.BytesIO(lines if isinstance(lines, bytes) else b"".join(lines)), noted=noted)


def forged(after: bytes, **changes: object) -> bytes:
    """Make a line that follows another one perfectly, as somebody who knows the format would."""
    line = orjson.loads(after)
    columns = {key: value for key, value in line.items() if key not in ("n", "prev", "hash")} | changes
    hash = link(bytes.fromhex(line["hash"]), columns).hex()
    return canonical(columns | {"n": line["n"] + 1, "prev": line["hash"], "hash": hash}) + b"\n"


def test_an_untouched_file_is_intact(exported: bytes) -> None:
    assert checked(exported) == Verdict(rows=13)


def change(at: int, old: bytes, new: bytes) -> Callable[[Lines], object]:
    """Replace some bytes of one line."""
    return lambda file: file.__setitem__(at, file[at].replace(old, new, 1))


# Lines by their place in the file: 0 is the header, 1 to 13 are the log's, 14 is the footer.
MUTATIONS: dict[str, tuple[Callable[[Lines], object], Verdict]] = {
    "a word changed": (change(5, "本杰".encode(), "安然".encode()), Verdict(13, "edited", 5)),
    "a number changed": (change(5, b'"n":5,', b'"n":6,'), Verdict(13, "edited", 5)),
    "a space added": (change(5, b'"n":5,', b'"n": 5,'), Verdict(12, "edited", 5)),
    "a column added": (change(5, b"{", b'{"a":1,'), Verdict(13, "edited", 5)),
    "a line removed": (lambda file: file.pop(5), Verdict(12, "removed", 5)),
    "three lines removed": (lambda file: [file.pop(5) for _ in range(3)], Verdict(10, "removed", 5)),
    "the first line removed": (lambda file: file.pop(1), Verdict(12, "removed", 1)),
    "the last line removed": (lambda file: file.pop(13), Verdict(12, "truncated", 13)),
    "neighbours swapped": (lambda file: file.insert(6, file.pop(5)), Verdict(13, "reordered", 5)),
    "a line moved down": (lambda file: file.insert(9, file.pop(5)), Verdict(13, "reordered", 5)),
    "a line moved up": (lambda file: file.insert(5, file.pop(9)), Verdict(13, "reordered", 5)),
    "a line doubled": (lambda file: file.insert(6, file[5]), Verdict(14, "inserted", 6)),
    "an old line again": (lambda file: file.insert(9, file[2]), Verdict(14, "inserted", 9)),
    "a forged line added": (lambda file: file.insert(6, forged(file[5], person="x")), Verdict(14, "inserted", 6)),
    "rubbish added": (lambda file: file.insert(6, b"{}\n"), Verdict(13, "inserted", 6)),
    "a forged line at the end": (lambda file: file.insert(14, forged(file[13])), Verdict(14, "inserted", 14)),
    "lines after the end": (lambda file: file.append(forged(file[13])), Verdict(14, "inserted", 14)),
    "the end moved up": (lambda file: file.insert(13, file.pop(14)), Verdict(13, "reordered", 13)),
    "the end cut off": (lambda file: file.pop(14), Verdict(13, "truncated", 14)),
    "cut within a line": (lambda file: file.__setitem__(slice(8, None), [file[8][:40]]), Verdict(7, "truncated", 8)),
    "another company in the header": (change(0, b'"company":"', b'"company":"x'), Verdict(13, "header")),
    "another host in the header": (change(0, b"acme", b"evil"), Verdict(13, "footer")),
    "another format": (change(0, b'"version":1', b'"version":2'), Verdict(13, "header")),
    "no header": (lambda file: file.pop(0), Verdict(12, "header")),
    "a smaller number in the footer": (change(14, b'"n":13', b'"n":12'), Verdict(13, "footer")),
    "a larger number in the footer": (change(14, b'"n":13', b'"n":14'), Verdict(13, "footer")),
    "no newline at the end": (change(14, b"\n", b""), Verdict(13, "truncated", 14)),
    "a byte order mark": (change(0, b"{", b"\xef\xbb\xbf{"), Verdict(13, "header")),
    "nothing left": (lambda file: file.clear(), Verdict(0, "header")),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_was_done_is_named(exported: bytes, name: str) -> None:
    lines = exported.splitlines(keepends=True)
    mutate, expected = MUTATIONS[name]
    mutate(lines)
    assert checked(lines) == expected


@settings(max_examples=600, deadline=None)
@given(st.data())
def test_any_flipped_byte_is_found(exported: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(exported) - 1))
    flipped = bytes([exported[at] ^ data.draw(st.integers(1, 255))])
    assert not checked(exported[:at] + flipped + exported[at + 1 :]).intact


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_line_dropped_swapped_doubled_or_slipped_in_is_found(exported: bytes, data: st.DataObject) -> None:
    lines = exported.splitlines(keepends=True)
    first = data.draw(st.integers(0, len(lines) - 1))
    second = data.draw(st.integers(0, len(lines) - 1).filter(lambda n: n != first))
    what = data.draw(st.sampled_from(["drop", "swap", "double", "forge", "rubbish"]))
    if what == "drop":
        lines.pop(first)
    elif what == "swap":
        lines[first], lines[second] = lines[second], lines[first]
    elif what == "double":
        lines.insert(second, lines[first])
    elif what == "forge":
        model = lines[min(max(first, 1), 13)]
        lines.insert(second, forged(model, person=data.draw(st.text())))
    else:
        lines.insert(second, data.draw(st.binary()) + b"\n")
    verdict = checked(lines)
    assert not verdict.intact
    assert verdict.sentence


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_file_at_all_gets_an_answer(data: bytes) -> None:
    assert not checked(data).intact


def test_a_file_with_windows_newlines_is_refused(exported: bytes) -> None:
    assert checked(exported.replace(b"\n", b"\r\n")).problem == "header"


def test_a_line_nested_too_deeply_gets_an_answer(exported: bytes) -> None:
    header = exported.splitlines(keepends=True)[0]
    assert checked(header + b"[" * 100_000 + b"\n").problem == "edited"
    assert checked(header + b'{"n":' * 5_000 + b"1" + b"}" * 5_000 + b"\n").problem == "edited"


def test_a_head_noted_before_is_still_part_of_the_chain(exported: bytes) -> None:
    line = orjson.loads(exported.splitlines()[7])
    assert checked(exported, Head(7, bytes.fromhex(line["hash"]))).intact


def test_an_end_cut_off_with_a_matching_footer_shows_only_against_a_noted_head(exported: bytes) -> None:
    lines = exported.splitlines(keepends=True)
    last, whole = orjson.loads(lines[9]), orjson.loads(lines[13])

    kept = lines[:10]
    footer = {"head": {"n": 9, "hash": last["hash"]}, "file": hashlib.sha256(b"".join(kept)).hexdigest()}
    short = [*kept, canonical(footer) + b"\n"]
    assert checked(short).intact
    assert checked(short, Head(13, bytes.fromhex(whole["hash"]))) == Verdict(9, "truncated", 10)


def test_a_rewritten_log_shows_only_against_a_noted_head(exported: bytes) -> None:
    lines = exported.splitlines(keepends=True)
    noted = Head(7, bytes.fromhex(orjson.loads(lines[7])["hash"]))
    assert checked(rewritten(lines)).intact
    assert checked(rewritten(lines), noted) == Verdict(13, "rewritten", 7)


def rewritten(lines: Lines) -> Lines:
    """Change line 5 and compute everything after it anew."""

    head, out = beginning(orjson.loads(lines[0])["company"]), lines[:1]
    for raw in lines[1:-1]:
        line = orjson.loads(raw)
        columns = {key: value for key, value in line.items() if key not in ("n", "prev", "hash")}
        columns |= {"person": "安然"} if line["n"] == 5 else {}
        hash = link(head.hash, columns)
        out.append(canonical(columns | {"n": line["n"], "prev": head.hash.hex(), "hash": hash.hex()}) + b"\n")
        head = Head(line["n"], hash)
    footer = {"head": {"n": head.n, "hash": head.hash.hex()}, "file": hashlib.sha256(b"".join(out)).hexdigest()}
    return [*out, canonical(footer) + b"\n"]


def with_header(lines: Lines, header: bytes) -> Lines:
    """Put another first line on a file, with a digest in the last line that fits."""
    body = [header, *lines[1:-1]]
    footer = orjson.loads(lines[-1]) | {"file": hashlib.sha256(b"".join(body)).hexdigest()}
    return [*body, canonical(footer) + b"\n"]


@pytest.mark.parametrize("name", ["name", "host", "exported_at"])
def test_a_forged_first_line_with_a_matching_digest_is_found(exported: bytes, name: str) -> None:
    lines = exported.splitlines(keepends=True)
    assert checked(lines).vouched
    header = orjson.loads(lines[0]) | {name: "2020-01-01T00:00:00Z"}
    assert checked(with_header(lines, canonical(header) + b"\n")) == Verdict(13, "header")


def test_the_first_line_of_an_earlier_export_does_not_fit_a_later_one(exported: bytes) -> None:
    lines = exported.splitlines(keepends=True)
    said = orjson.loads(lines[13])["detail"] | {"exported_at": "2099-01-01T00:00:00Z"}
    later = [*lines[:14], forged(lines[13], detail=said), lines[14]]
    head = orjson.loads(later[14])
    later[15] = canonical({"head": {"n": 14, "hash": head["hash"]}, "file": ""}) + b"\n"
    assert checked(with_header(later, lines[0])) == Verdict(14, "header")
    fitting = canonical(orjson.loads(lines[0]) | said) + b"\n"
    assert checked(with_header(later, fitting)).vouched


def test_a_file_whose_own_line_was_cut_off_vouches_for_nothing_in_its_first_line(exported: bytes) -> None:
    lines = exported.splitlines(keepends=True)
    last = orjson.loads(lines[12])
    footer = canonical({"head": {"n": 12, "hash": last["hash"]}, "file": ""}) + b"\n"
    verdict = checked(with_header([*lines[:13], footer], lines[0]))
    assert (verdict.intact, verdict.vouched) == (True, False)
