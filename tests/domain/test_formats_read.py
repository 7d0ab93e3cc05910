"""Reading every format: what is there comes out, exactly, with its number."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest

from domain.errors import Invalid
from domain.formats import Limits, Rejected, Row, read

FIXTURES = Path(__file__).parents[2].parent / "shared" / "data" / "fixtures"


def rows(data: bytes | str, **about) -> list[Row | Rejected]:
    return list(read(io.BytesIO(data.encode() if isinstance(data, str) else data), **about))


def data_of(data: bytes | str, **about) -> list[dict]:
    return [r.data for r in rows(data, **about)]


JSONL = '{"text": "김치", "n": 1}\n\n{"text": "b", "n": null}'


def test_json_lines():
    assert rows(JSONL) == [Row(1, {"text": "김치", "n": 1}), Row(3, {"text": "b", "n": None})]


@pytest.mark.parametrize("whole_bytes", [0, 2**20])
def test_a_json_array(whole_bytes):
    text = json.dumps([{"a": 'x]}\\"'}, {"b": [1, {"c": "{[,"}]}, {"d": "\u2028👨‍👩‍👧"}], indent=1, ensure_ascii=False)
    assert [(r.number, r.data) for r in rows(text, limits=Limits(whole_bytes=whole_bytes))] == list(enumerate(json.loads(text), 1))


def test_a_json_array_that_comes_a_byte_at_a_time():
    class Slow(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            return super().read(1)

    wanted = [{"text": f'"{n}\\ \t]', "more": {"n": [n]}} for n in range(30)]
    for text in (json.dumps(wanted), "\n".join(map(json.dumps, wanted))):
        assert [r.data for r in read(Slow(text.encode()), limits=Limits(whole_bytes=0))] == wanted


def test_objects_one_after_another_over_several_lines():
    assert data_of('{"a":\n 1}\n{"a":\n 2}', filename="a.json") == [{"a": 1}, {"a": 2}]


def test_one_object():
    assert data_of('{"text":\n "a"}') == [{"text": "a"}]


def test_lines_in_a_file_called_json_and_an_array_in_one_called_jsonl():
    assert len(rows(JSONL, filename="a.json")) == 2
    assert len(rows('[{"a": 1},\n{"a": 2}]', format="jsonl")) == 2


def test_label_studio_tasks():
    task = {
        "id": 7,
        "data": {"text": "x"},
        "meta": {"group": "g"},
        "annotations": [{"result": [], "completed_by": 1}],
        "predictions": [1, {"result": [], "score": 0.5}],
        "total_annotations": 1,
        "source": "web",
    }
    assert rows(json.dumps([task, {"text": "bare"}])) == [
        Row(1, {"text": "x"}, {"source": "web", "group": "g"}, [{"result": [], "completed_by": 1}], [{"result": [], "score": 0.5}], 7),
        Row(2, {"text": "bare"}),
    ]


def test_a_field_called_data_that_holds_a_text_is_a_field():
    assert rows('{"data": "x", "n": 1}') == [Row(1, {"data": "x", "n": 1})]


def test_csv():
    text = 'text,label\r\n"a, ""b""\r\nc",x\r\n\r\n=1+1,\r\n'
    assert rows(text, filename="a.csv") == [
        Row(2, {"text": 'a, "b"\r\nc', "label": "x"}),
        Row(5, {"text": "=1+1", "label": ""}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_read_off_the_header(delimiter):
    text = f'text{delimiter}"a,b;c"\n1{delimiter}2\n'
    assert data_of(text, content_type="text/csv") == [{"text": "1", "a,b;c": "2"}]


def test_lines_may_end_with_cr_alone():
    assert data_of("text,n\ra,1\rb,2\r", format="csv") == [{"text": "a", "n": "1"}, {"text": "b", "n": "2"}]


def test_columns_without_a_name_get_one():
    assert data_of(",text\n0,a\n", format="csv") == [{"column_1": "0", "text": "a"}]


def test_quotes_in_tsv_are_text():
    assert data_of('id\ttext\n1\t"대박\n2\t그냥"\n3\t"a"\n', filename="a.tsv") == [
        {"id": "1", "text": '"대박'},
        {"id": "2", "text": '그냥"'},
        {"id": "3", "text": '"a"'},
    ]


def test_unless_the_tsv_doubles_them_as_spreadsheets_do():
    assert data_of('id\ttext\n1\t"say ""hi"""\n2\t"a\nb"\n', filename="a.tsv") == [
        {"id": "1", "text": 'say "hi"'},
        {"id": "2", "text": "a\nb"},
    ]


def test_plain_text_keeps_everything_but_the_end_of_the_line():
    assert rows("  a,b \u2028 c\r\n\r\n\tb\n", filename="a.txt") == [Row(1, {"text": "  a,b \u2028 c"}), Row(3, {"text": "\tb"})]
    assert data_of("a", format="txt", text_field="본문") == [{"본문": "a"}]


@pytest.mark.parametrize(
    ("data", "about", "wanted"),
    [
        ("text,n\na,1\nb,2\n", {}, {"text": "a", "n": "1"}),
        ("text;n\na;1\nb;2\n", {}, {"text": "a", "n": "1"}),
        ("text\tn\na\t1\n", {}, {"text": "a", "n": "1"}),
        ("Hello, world.\nNothing else, really, at all.\n", {}, {"text": "Hello, world."}),
        ('[{"a": 1}]', {}, {"a": 1}),
        ("[not json]\n", {}, {"text": "[not json]"}),
        ("text,n\na,1\n", {"content_type": "text/plain; charset=utf-8"}, {"text": "text,n"}),
        ("text,n\na,1\n", {"filename": "X.CSV", "content_type": "application/octet-stream"}, {"text": "a", "n": "1"}),
        ('{"a": 1}\n', {"content_type": "application/json"}, {"a": 1}),
        ('{"a": 1}\n', {"content_type": "application/x-ndjson"}, {"a": 1}),
        ('{"a": 1}\n', {"format": "label_studio"}, {"a": 1}),
    ],
)
def test_the_format_is_found(data, about, wanted):
    assert data_of(data, **about)[0] == wanted


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_byte_order_marks(encoding):
    mark = "" if encoding in ("utf-8-sig", "utf-16") else "\ufeff"
    for filename, text in (
        ("a.jsonl", '{"text": "김치 👨‍👩‍👧"}\n'),
        ("a.csv", 'text\r\n"김치 👨‍👩‍👧"\r\n'),
        ("a.json", '[{"text": "김치 👨‍👩‍👧"}]'),
    ):
        assert data_of((mark + text).encode(encoding), filename=filename) == [{"text": "김치 👨‍👩‍👧"}]


def test_other_encodings_by_name():
    data = "text,n\n김치,1\n".encode("cp949")
    assert data_of(data, content_type="text/csv; charset=cp949") == [{"text": "김치", "n": "1"}]
    assert data_of(data, filename="a.csv", encoding="euc-kr") == [{"text": "김치", "n": "1"}]
    with pytest.raises(Invalid, match="no encoding 'klingon'"):
        rows(data, encoding="klingon")


def zipped(**members: bytes | str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()


def test_gzip_and_zip():
    assert data_of(gzip.compress(JSONL.encode()), filename="a.jsonl.gz") == data_of(JSONL)
    assert data_of(gzip.compress(b"text\na\n") + gzip.compress(b"b\n"), filename="a.csv.gz") == [{"text": "a"}, {"text": "b"}]
    assert data_of(zipped(a__csv="text\na\n")) == [{"text": "a"}]


def test_the_stream_stays_open():
    for data in (JSONL.encode(), gzip.compress(JSONL.encode()), zipped(a__jsonl=JSONL)):
        stream = io.BytesIO(data)
        assert len(list(read(stream))) == 2
        assert not stream.closed


def test_reading_holds_one_row_at_a_time():
    """The source makes chunks as they are asked for, without end: the reader must not ask for many before it gives."""

    class Endless:
        asked = 0

        def read(self, size: int) -> bytes:
            self.asked += 1
            return b'{"text": "a"}\n' * 1000

    for n in (1, 50_000):
        source = Endless()
        stream = read(source)
        for _ in range(n):
            next(stream)
        assert source.asked <= n / 1000 + 10


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the folder of real files, shared/data/fixtures, is not there")
@pytest.mark.parametrize("path", sorted(FIXTURES.glob("label_studio/test_export_csv/*.json")), ids=lambda p: p.name)
def test_real_exports_of_label_studio(path):
    wanted = json.loads(path.read_text(encoding="utf-8"))
    with path.open("rb") as stream:
        found = list(read(stream, filename=path.name))
    assert [r.data for r in found] == [t["data"] for t in wanted]
    assert [len(r.annotations or ()) for r in found] == [len(t.get("annotations") or ()) for t in wanted]


NSMC = FIXTURES.parent / "nsmc"


@pytest.mark.skipif(not NSMC.is_dir(), reason="the folder of real files, shared/data/nsmc, is not there")
def test_real_korean_reviews():
    """Tab-separated, with quotes that nobody closes."""
    path = NSMC / "ratings_test.txt"
    with path.open("rb") as stream:
        found = list(read(stream, format="tsv"))
    with path.open(encoding="utf-8", newline="") as lines:
        wanted = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [list(r.data.values()) for r in found] == wanted[1:]
