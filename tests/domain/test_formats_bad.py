"""Bad input: each answered with what is wrong and where, and nothing around it lost."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.formats import Limits, Rejected, Row, read

MiB = 2**20


def told(data: bytes, **about) -> list[str]:
    """Per row its text, or its number and the reason it was rejected for."""
    found = read(io.BytesIO(data), **about)
    return [f"{r.number}: {r.reason}" if isinstance(r, Rejected) else next(iter(r.data.values())) for r in found]


def refused(data: bytes, **about) -> str:
    """Why the whole file was refused; at the call, before any row."""
    with pytest.raises(Invalid) as invalid:
        read(io.BytesIO(data), **about)
    return invalid.value.message


def test_lines_of_json():
    deep = b'{"t": ' * 10_000 + b"1" + b"}" * 10_000
    data = b"\n".join(
        [
            b'{"t": "first"}',
            b'{"t": "\xff"}',
            b'{"t": NaN}',
            b'{"t": -Infinity}',
            b'{"t": 1e999}',
            b"[1]",
            b"{}",
            b'{"t": "\\u0000"}',
            b'{"a\\u0000": 1}',
            b'{"t": "\\\\u0000 is only text"}',
            b'{"t": "\\ud800"}',
            deep,
            b'{"t": ' * 101 + b"1" + b"}" * 101,
            b'{"t": "cut',
            b'{"data": {}}',
            b'{"data": {"t": 1}, "annotations": [{"result": 3}]}',
            b'{"data": {"t": 1}, "meta": 3}',
            b'{"t": "last"}',
        ]
    )
    assert told(data) == [
        "first",
        "2: Line 2 is not UTF-8: byte 8 is 0xff. Save the file as UTF-8, or name its encoding.",
        "3: Line 3 is not valid JSON: NaN is no JSON number (column 7).",
        "4: Line 4 is not valid JSON: -Infinity is no JSON number (column 7).",
        "5: Line 5 is not valid JSON: number is infinity when parsed as double (column 7).",
        "6: Line 6 is a list, not an object of fields.",
        "7: Line 7 has no fields.",
        "8: Line 8 holds U+0000 in a text, which no database keeps.",
        "9: Line 9 holds U+0000 in the name of a field, which no database keeps.",
        "\\u0000 is only text",
        "11: Line 11 is not valid JSON: no low surrogate in string (column 8).",
        "12: Line 12 is nested more than 100 deep.",
        "13: Line 13 is nested more than 100 deep.",
        "14: Line 14 is not valid JSON: unexpected control character in string (column 11).",
        "15: Line 15 has no fields in its data.",
        "16: Line 16: annotations[0].result is a number, not a list.",
        "17: Line 17: meta is a number, not an object.",
        "last",
    ]


@pytest.mark.parametrize("whole_bytes", [0, MiB])
def test_elements_of_an_array(whole_bytes):
    deep = b'{"t": ' * 10_000 + b"1" + b"}" * 10_000
    data = b'[{"t": "first"}, {"t": NaN}, {"t": "\xff"}, 3, "x,y", null, ' + deep + b', {"t": "\\u0000"}, {"t": 1]}, {"t": "last"}]'
    assert told(data, limits=Limits(whole_bytes=whole_bytes)) == [
        "first",
        "2: Element 2 is not valid JSON: NaN is no JSON number (column 7).",
        "3: Element 3 is not UTF-8: byte 8 is 0xff. Save the file as UTF-8, or name its encoding.",
        "4: Element 4 is 3, not an object of fields.",
        '5: Element 5 is "x,y", not an object of fields.',
        "6: Element 6 is null, not an object of fields.",
        "7: Element 7 is nested more than 100 deep.",
        "8: Element 8 holds U+0000 in a text, which no database keeps.",
        "9: Element 9 is not valid JSON: unexpected character, expected ',' or '}' (column 8).",
        "last",
    ]


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        (b'{"t": "cu', "Element 3 is cut off"),
        (b'{"t": [', "Element 3 is cut off"),
        (b"", "The array breaks off before element 3: its closing bracket is missing."),
        (b'{"t": "b"}', "The array breaks off before element 4"),
        (b'{"t": "b"}] {"t": "c"}', "After the end of the array, before what would be element 4, the file goes on"),
    ],
)
def test_an_array_that_breaks_off_keeps_what_came_before(tail, said):
    found = told(b'[{"t": "a"},\n{"t": "b"},' + tail)
    assert found[:2] == ["a", "b"]
    assert said in found[-1]


class Long(io.RawIOBase):
    """head, then so many MB of x, then tail; made as it is read."""

    def __init__(self, head: bytes, megabytes: int, tail: bytes) -> None:
        self.parts = iter([head, *[b"x" * MiB] * megabytes, tail])

    def read(self, size: int = -1) -> bytes:
        return next(self.parts, b"")


@pytest.mark.parametrize(
    ("head", "tail", "about", "what"),
    [
        (b'{"t": "a"}\n{"t": "', b'"}\n{"t": "b"}\n', {"format": "jsonl"}, "Line 2"),
        (b'[{"t": "a"},\n{"t": "', b'"}, {"t": "b"}]', {"limits": Limits(whole_bytes=MiB)}, "Element 2"),
        (b't\na\n"', b'"\nb\n', {"format": "csv"}, "Line 3"),
        (b"t\na\n", b"\nb\n", {"format": "tsv"}, "Line 3"),
        (b"a\n", b"\nb\n", {"format": "txt"}, "Line 2"),
    ],
)
def test_a_line_of_200_megabytes_is_passed_over_and_never_held(head, tail, about, what):
    tracemalloc.start()
    try:
        found = list(read(Long(head, 200, tail), **about))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [next(iter(r.data.values())) for r in found if isinstance(r, Row)] == ["a", "b"]
    (rejected,) = (r for r in found if isinstance(r, Rejected))
    assert rejected.reason == f"{what} is 200.0 MB long; a row may have 10.0 MB."
    assert peak < 60 * MiB


def test_ragged_rows():
    assert told(b"t,u\na,1\nb\nc,1,2\nd,1\n", format="csv") == [
        "a",
        "3: Line 3 has 1 field where the header has 2 (t, u).",
        "4: Line 4 has 3 fields where the header has 2 (t, u).",
        "d",
    ]
    assert told(b"t\tu\nb\nd\t1\n", format="tsv") == ["2: Line 2 has 1 field where the header has 2 (t, u).", "d"]
    assert told(b't,u\n"a\nb"\nd,1\n', format="csv")[0] == "2: The row in lines 2 to 3 has 1 field where the header has 2 (t, u)."


@pytest.mark.parametrize("broken", [b'{"t": 1]}', b'{"t": [1}', b'{"t": "x" "y"}', b'{"t" 1}', b'{"t": [{"u": 1]}'])
def test_a_bracket_of_the_wrong_kind_breaks_one_element(broken):
    first, rejected, last = told(b'[{"t": "a"}, ' + broken + b', {"t": "b"}]')
    assert (first, last) == ("a", "b")
    assert "Element 2 is not valid JSON" in rejected


def test_an_open_quote_costs_its_own_line_only():
    assert told(b't,u\na,1\n"b,1\nc,1\nd,1\n', format="csv") == ["a", "3: Line 3 opens a quote that is never closed.", "c", "d"]


def test_an_open_quote_that_another_one_closes_too_late():
    found = told(b't,u\n"b,1\nc,1\n"d","1"\ne,1\n', format="csv")
    assert found[0].startswith("2: Line 2 has text after a closing quote")
    assert found[1:] == ["c", "d", "e"]


def test_an_open_quote_before_more_than_a_row_may_hold():
    lines = b"".join(b"line %d,1\n" % n for n in range(2000))
    found = told(b't,u\n"b,1\n' + lines, format="csv", limits=Limits(row_bytes=5000))
    assert found[0] == "2: Line 2 begins a row of more than 5,000 bytes, as when a quote is left open."
    assert found[1:] == [f"line {n}" for n in range(2000)]


def test_many_open_quotes_do_not_make_it_quadratic():
    """Each line leaves a quote open in a way that no later line closes: only so many are read a second time."""
    lines = b"t,u\n" + b'a","\n' * 200_000
    found = told(lines, format="csv", limits=Limits(row_bytes=20_000))
    assert all("Line" in f for f in found)


def test_csv_text_that_no_database_keeps():
    assert told(b"t,u\na\x00,1\n\xed\xa0\x80,1\nb,\xff\nc,1\n", format="csv") == [
        "2: Line 2 holds U+0000, which no database keeps.",
        "3: Line 3 holds what is no character at byte 1: half a surrogate pair, or bytes that do not fit its encoding.",
        "4: Line 4 is not UTF-8: byte 3 is 0xff. Save the file as UTF-8, or name its encoding.",
        "c",
    ]
    assert told(b"a\x00\nb\n", format="txt") == ["1: Line 1 holds U+0000, which no database keeps.", "b"]


def test_half_a_character_of_utf16():
    data = "t\na\n".encode("utf-16") + b"\x00\xd8" + "\nb\n".encode("utf-16-le")
    found = told(data, format="csv")
    assert [found[0], found[-1]] == ["a", "b"]
    assert "half a surrogate pair" in found[1]


@pytest.mark.parametrize(
    ("data", "about", "said"),
    [
        (b"", {}, "The file is empty."),
        (b" \n \n", {}, "The file is empty."),
        (b"\xef\xbb\xbf", {}, "The file is empty."),
        (b"[]", {}, "The file holds no rows."),
        (b"t,u\n", {"format": "csv"}, "The file holds no rows below its header."),
        (b"t,u,t\n1,2,3\n", {"format": "csv"}, "Line 1, the header, names the column 't' twice."),
        (b"t\tt\n1\t2\n", {"format": "tsv"}, "Line 1, the header, names the column 't' twice."),
        (b"\xff,t\n1,2\n", {"format": "csv"}, "Line 1, the header, is not UTF-8"),
        (b'"t,u\n1,2\n', {"format": "csv"}, "Line 1, the header, opens a quote that is never closed."),
        (b"x", {"format": "yaml"}, "There is no format 'yaml' to read. Known: jsonl, json, csv, tsv, txt."),
        (b"PK\x03\x04", {"filename": "a.xlsx"}, "is an Excel workbook, which is not read; save it as CSV"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", {}, "a binary file"),
    ],
)
def test_a_whole_file_that_cannot_be_read(data, about, said):
    assert said in refused(data, **about)


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


SMALL = Limits(ratio_from=MiB, unpacked_bytes=8 * MiB)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped(("a.csv", b"t\n" + b"0" * 4 * MiB)), "It looks like a zip bomb."),
        (zipped(("a", b"x"), ("b", b"y")), "exactly one file; this one holds 2"),
        (zipped(), "exactly one file; this one holds 0"),
        (zipped(("a.zip", zipped(("a", b"x")))), "There is an archive inside the archive"),
        (zipped(("a.gz", gzip.compress(b"x"))), "There is an archive inside the archive"),
        (gzip.compress(gzip.compress(b"x")), "There is an archive inside the archive"),
        (zipped(("a.csv", b"t\nx\n"))[:30], "The zip archive cannot be opened"),
        (gzip.compress(b"t\nx\n" * 100)[:12], "The gzip archive is damaged or cut off"),
    ],
    # Named, for the bytes hold the time at which they were packed.
    ids=["bomb", "two files", "no file", "zip in zip", "gzip in zip", "gzip in gzip", "zip cut off", "gzip cut off"],
)
def test_archives_that_are_refused(data, said):
    assert said in refused(data, limits=SMALL)


def test_a_zip_needs_a_place_to_seek():
    with pytest.raises(Invalid, match="zip archive cannot be opened"):
        read(Long(zipped(("a.csv", b"t\nx\n")), 0, b""))


@pytest.mark.parametrize("line", [b"\n", b"x" * 70 + b"\n"])
def test_a_gzip_bomb_stops_at_the_limit(line):
    bomb = gzip.compress(b'{"t": "a"}\n' + line * (6 * MiB // len(line)))
    found = told(bomb, limits=SMALL, format="jsonl")
    assert found[0] == "a"
    assert "more than 200 times its own size, as a zip bomb does; the rest was not read." in found[-1]
    assert len(found) < 5 * MiB // len(line)


def test_an_archive_over_the_total_limit_stops_there():
    import random

    noise = random.Random(3).randbytes(4 * MiB).hex().encode()
    lines = b"\n".join(noise[n : n + 1000] for n in range(0, len(noise), 1000))
    found = told(gzip.compress(lines, 1), format="txt", limits=Limits(unpacked_bytes=3 * MiB))
    assert len(found) > 2000
    assert "unpacks to more than 3 MB; the rest was not read." in found[-1]


def test_a_gzip_that_breaks_off_keeps_what_came_before():
    import random

    noise = random.Random(4)
    lines = [noise.randbytes(30).hex() for _ in range(50_000)]
    packed = gzip.compress("\n".join(lines).encode())
    found = told(packed[: len(packed) // 2], format="txt")
    assert found[:1000] == lines[:1000]
    assert "The gzip archive is damaged or cut off" in found[-1]


@given(st.binary(max_size=300), st.sampled_from(["jsonl", "json", "csv", "tsv", "txt", None]), st.sampled_from([0, MiB]))
def test_any_bytes_are_answered_and_never_with_another_exception(data, format, whole_bytes):
    try:
        found = list(read(io.BytesIO(data), format=format, limits=Limits(row_bytes=40, whole_bytes=whole_bytes)))
    except Invalid:
        return
    assert found
    assert [r.number for r in found] == sorted(r.number for r in found)
    for row in found:
        assert row.reason if isinstance(row, Rejected) else row.data


_PIECES = st.sampled_from([b"{", b"}", b"[", b"]", b'"', b"\\", b",", b":", b"\n", b" ", b"1", b"a", b'{"t": 1}', b"\xff", b"null", b'"x"'])


@given(st.lists(_PIECES, max_size=40).map(b"".join), st.integers(1, 5))
def test_brackets_and_quotes_in_any_order(data, step):
    class Stepwise(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            return super().read(step)

    try:
        found = list(read(Stepwise(data), format="json", limits=Limits(row_bytes=30, whole_bytes=0)))
    except Invalid:
        return
    assert all(r.reason if isinstance(r, Rejected) else r.data for r in found)
