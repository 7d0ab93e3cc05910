"""Writing, and reading back what was written."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.formats import read, write

UNICODE = [case["text"] for case in json.loads((Path(__file__).parents[1] / "data" / "unicode.json").read_text(encoding="utf-8"))]

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20) | st.sampled_from(UNICODE)
NAME = TEXT.filter(bool)
SCALAR = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUE = st.recursive(SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=5)
DATA = st.dictionaries(NAME.filter(lambda n: n != "data"), VALUE, min_size=1, max_size=4)
RESULT = st.lists(st.fixed_dictionaries({"from_name": NAME, "value": st.dictionaries(NAME, VALUE, max_size=2)}), max_size=2)


def written(format: str, rows, **how) -> bytes:
    return b"".join(write(format, rows, **how))


def back(data: bytes, format: str) -> list:
    return list(read(io.BytesIO(data), format=format))


@given(st.lists(DATA, min_size=1, max_size=5))
def test_json_lines_come_back(rows):
    assert [r.data for r in back(written("jsonl", rows), "jsonl")] == rows


@given(st.lists(NAME, min_size=1, max_size=4, unique=True), st.data())
def test_csv_comes_back(columns, data):
    rows = data.draw(st.lists(st.fixed_dictionaries({name: TEXT for name in columns}), min_size=1, max_size=5))
    encoded = written("csv", rows)
    # The delimiter is guessed from the header; where a name holds others, a program says which format it wrote by reading with csv.
    parsed = list(csv.DictReader(io.StringIO(encoded.decode(), newline="")))
    assert parsed == rows
    if not set("".join(columns)) & set(',;\t|"\r\n\ufeff'):
        assert [r.data for r in back(encoded, "csv")] == rows


@given(
    st.lists(
        st.fixed_dictionaries(
            {"id": st.integers(1, 2**40), "data": DATA},
            optional={
                "meta": st.dictionaries(NAME.filter(lambda n: n not in ("data",)), VALUE, min_size=1, max_size=2),
                "annotations": st.lists(st.fixed_dictionaries({"id": st.integers(1, 99), "result": RESULT}), min_size=1, max_size=2),
            },
        ),
        min_size=1,
        max_size=4,
    )
)
def test_label_studio_json_comes_back(tasks):
    for row, task in zip(back(written("json", tasks), "json"), tasks, strict=True):
        assert (row.id, row.data, row.meta) == (task["id"], task["data"], task.get("meta"))
        assert [a["result"] for a in row.annotations or ()] == [a["result"] for a in task.get("annotations", ())]


@pytest.mark.parametrize("text", UNICODE)
def test_no_text_is_changed_on_the_way(text):
    for format in ("jsonl", "csv", "json"):
        row = {"data": {"text": text}} if format == "json" else {"text": text}
        assert [r.data for r in back(written(format, [row]), format)] == [{"text": text}]


def test_the_envelope_is_label_studios():
    when = dt.datetime(2026, 11, 21, 8, 11, 24, 645250, tzinfo=dt.UTC)
    annotation = {"id": 5, "completed_by": 3, "result": [{"a": 1}], "lead_time": 2.5, "created_at": when, "was_cancelled": False}
    skipped = {"id": 6, "result": [], "was_cancelled": True}
    row = {
        "id": 2,
        "project": 1,
        "data": {"text": "x"},
        "annotations": [annotation, skipped],
        "predictions": [{"id": 9, "result": [], "score": 0.5}],
    }
    (task,) = json.loads(written("json", [row]))
    assert list(task) == [
        *("id", "annotations", "drafts", "predictions", "data", "meta", "created_at", "updated_at", "allow_skip", "inner_id"),
        *("total_annotations", "cancelled_annotations", "total_predictions", "comment_count", "unresolved_comment_count"),
        *("last_comment_updated_at", "project", "updated_by", "comment_authors"),
    ]
    assert (task["total_annotations"], task["cancelled_annotations"], task["total_predictions"]) == (1, 1, 1)
    assert task["annotations"][0] == {
        **{"id": 5, "completed_by": 3, "result": [{"a": 1}], "was_cancelled": False, "ground_truth": False},
        **{"created_at": "2026-11-21T08:11:24.645250Z", "updated_at": None, "draft_created_at": None, "lead_time": 2.5, "prediction": {}},
        **{"result_count": 1, "unique_id": None, "import_id": None, "last_action": None, "bulk_created": False, "task": 2, "project": 1},
        **{"updated_by": None, "parent_prediction": None, "parent_annotation": None, "last_created_by": None},
    }
    assert task["predictions"][0]["task"] == 2


def test_json_that_is_json_already_is_not_parsed_again():
    (task,) = json.loads(written("json", [{"id": 1, "data": orjson.Fragment(b'{"text": "x"}')}]))
    assert task["data"] == {"text": "x"}


def test_no_rows_are_still_a_file():
    assert json.loads(written("json", [])) == []
    assert written("jsonl", []) == b""
    assert written("csv", [], columns=["a", "b"]) == b"a,b\r\n"


def test_exports_stream():
    def endless():
        while True:
            yield {"data": {"text": "a"}, "id": 1}

    for format in ("jsonl", "json"):
        stream = write(format, endless())
        assert all(len(next(stream)) < 10**6 for _ in range(20))


def test_csv_keeps_formulas_unless_asked_not_to():
    rows = [{"t": "=1+1", "n": -1}, {"t": "@x", "n": 2}, {"t": "plain", "n": 3}]
    assert written("csv", rows) == b"t,n\r\n=1+1,-1\r\n@x,2\r\nplain,3\r\n"
    assert written("csv", rows, guard_formulas=True) == b"t,n\r\n'=1+1,-1\r\n'@x,2\r\nplain,3\r\n"


def test_csv_cells_of_other_kinds():
    row = {"none": None, "yes": True, "list": ["a", 1], "object": {"k": "v"}, "time": dt.datetime(2026, 1, 2, tzinfo=dt.UTC), "x": 0.1}
    (cells,) = list(csv.reader(io.StringIO(written("csv", [row]).decode())))[1:]
    assert cells == ["", "true", '["a",1]', '{"k":"v"}', "2026-01-02T00:00:00Z", "0.1"]


def test_a_field_outside_the_columns_is_refused_not_dropped():
    for format, how in (("csv", {}), ("parquet", {"file": io.BytesIO()})):
        with pytest.raises(Invalid, match="Row 2 has the field 'b', which is not among the columns: a"):
            written(format, [{"a": 1}, {"a": 2, "b": 3}], columns=["a"], **how)


def test_columns_are_those_of_all_the_first_rows():
    assert written("csv", [{"a": 1}, {"b": 2}]) == b"a,b\r\n1,\r\n,2\r\n"


def test_parquet_comes_back():
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = [
        {"text": text, "n": n, "x": n / 2, "ok": n % 2 == 0, "tags": ["a", text], "mixed": n if n % 2 else text, "none": None}
        for n, text in enumerate(UNICODE)
    ]
    table = parquet.read_table(io.BytesIO(written("parquet", rows, file=io.BytesIO())))
    assert {f.name: str(f.type) for f in table.schema} == {
        **{"text": "string", "n": "int64", "x": "double", "ok": "bool", "tags": "string", "mixed": "string", "none": "string"}
    }
    assert table.column("text").to_pylist() == UNICODE
    assert [json.loads(v) for v in table.column("tags").to_pylist()] == [["a", text] for text in UNICODE]
    assert table.column("n").to_pylist() == list(range(len(UNICODE)))


def test_a_parquet_column_that_changes_its_kind_is_refused():
    rows = [{"n": 1}] * 20_000 + [{"n": "x"}]
    with pytest.raises(Invalid, match="Column 'n' is int64 by its first values, but rows 20001 to 20001 hold another kind"):
        written("parquet", rows, file=io.BytesIO())


def test_unknown_formats_are_named():
    with pytest.raises(Invalid, match="no format 'xlsx' to write"):
        write("xlsx", [])
    with pytest.raises(Invalid, match="seekable temporary file"):
        write("parquet", [])
