"""What bench/ui.py makes of its measurements, and what it has annotated."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.ui_figures import HIGH, WIDE, Chunk, Site, beside, boxes, chunks, frames, long_text, percentile, picture, spans


@given(st.lists(st.integers(0, 100), min_size=1, max_size=50), st.sampled_from([0.5, 0.9, 0.95, 1.0]))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(values, share):
    found = percentile(values, share)
    assert found in values
    assert sum(v <= found for v in values) >= share * len(values)
    assert all(sum(v <= smaller for v in values) < share * len(values) for smaller in values if smaller < found)


def test_the_95th_of_a_hundred_leaves_five_above_it():
    assert percentile(range(1, 101), 0.95) == 95


def test_frames_a_second_and_the_longest():
    rate, worst = frames([0, 10, 20, 60])
    assert (rate, worst) == (50, 40)


def test_one_frame_has_no_rate():
    with pytest.raises(ValueError, match="fewer than two frames"):
        frames([5])


def test_a_chunk_goes_by_its_file_name_and_is_zipped_by_us():
    one = Chunk.of("http://127.0.0.1/static/a-b.js?v=3", b"x" * 1000)
    assert (one.name, one.raw) == ("a-b.js", 1000)
    assert one.zipped < 50


def test_programs_stand_beside_one_another_and_a_lacking_row_is_seen():
    ours, theirs = Site("A", rows={"size": "1", "word": "2"}), Site("B", rows={"size": "9"})
    assert beside([ours, theirs], {"size": "< 5"}).splitlines() == [
        "|  | aim | A | B |",
        "| --- | --- | --- | --- |",
        "| size | < 5 | 1 | 9 |",
        "| word |  | 2 | – |",
    ]


def test_chunks_are_listed_by_size():
    site = Site("A", chunks=[Chunk("small.js", 100, 10), Chunk("large.js", 9000, 3000)])
    assert chunks(site).splitlines()[2:] == ["| `large.js` | 9.0 | 3.0 |", "| `small.js` | 0.1 | 0.0 |"]


@given(st.integers(500, 5000), st.integers(1, 100))
def test_every_span_quotes_its_text(size, count):
    text = long_text(size)
    assert len(text) == size
    found = spans(text, count, ["PER", "ORG"])
    assert len({one["id"] for one in found}) == count
    for one in found:
        value = one["value"]
        assert 0 <= value["start"] < value["end"] <= size
        assert value["text"] == text[value["start"] : value["end"]]


def test_about_a_third_of_the_spans_overlap_another():
    found = sorted((one["value"]["start"], one["value"]["end"]) for one in spans(long_text(20_000), 500, ["A"]))
    overlapping = sum(b[0] < a[1] for a, b in zip(found, found[1:], strict=False))
    assert 120 <= overlapping <= 220


def test_boxes_lie_in_the_picture_and_the_first_by_itself():
    found = [one["value"] for one in boxes(200)]
    assert len(found) == 200
    assert all(v["x"] + v["width"] <= 100 and v["y"] + v["height"] <= 100 for v in found)
    first, *others = found
    assert all(v["x"] > first["x"] + first["width"] for v in others)


def test_the_picture_is_a_whole_png():
    data = picture()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (WIDE, HIGH)
    size, kind = struct.unpack(">I4s", data[33:41])
    assert kind == b"IDAT"
    assert len(zlib.decompress(data[41 : 41 + size])) == HIGH * (WIDE + 1)
