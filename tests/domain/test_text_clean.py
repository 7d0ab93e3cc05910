"""Cleaning and its map of offsets."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.text import OffsetMap, clean, compile_steps, content_hash

UNICODE = json.loads((Path(__file__).parents[1] / "data" / "unicode.json").read_text(encoding="utf-8"))

TAGS = {"pattern": r"<[^>]*>", "replacement": ""}
SPACES = {"pattern": r"\s+", "replacement": " "}
SWAP = {"pattern": r"(\w)-(\w)", "replacement": r"\2-\1"}
LAUGHS = {"pattern": r"(.)\1{2,}", "replacement": r"\1\1"}
LINES = {"pattern": r"\r\n?", "replacement": "\n"}
QUOTES = {"pattern": "[“”]", "replacement": '"'}
INSERT = {"pattern": r"(?=가)", "replacement": "«"}
STEPS = [TAGS, SPACES, SWAP, LAUGHS, LINES, QUOTES, INSERT]

# Pieces that matter: composed and decomposed Hangul, joined emoji, combining marks, right-to-left text, line ends, tags.
PIECES = st.sampled_from(
    [
        "가",
        "각",
        "각",
        "ㅋㅋㅋㅋ",
        "👨‍👩‍👧",
        "🇰🇷",
        "é",
        "é",
        "مرحبا",
        "שָׁלוֹם",
        "\r\n",
        "\r",
        "\n",
        "  ",
        "\t",
        "<b>",
        "</b>",
        "<",
        "a",
        "b-c",
        "“",
        "”",
        "\u2028",
        "\ufeff",
    ]
)
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=30)
SOME_STEPS = st.lists(st.sampled_from(STEPS), max_size=4)


def spans(length: int):
    return st.tuples(st.integers(0, length), st.integers(0, length)).map(lambda p: (min(p), max(p)))


def test_what_a_step_does_can_be_followed_back():
    cleaned = clean("a  b\r\n<b>한글</b>", [TAGS, SPACES])
    assert cleaned.text == "a b 한글"
    assert cleaned.offset_map.to_raw(4, 6) == (9, 11)
    assert cleaned.offset_map.to_clean(9, 11) == (4, 6)


def test_a_border_inside_a_replacement_moves_out_to_its_border():
    offsets = clean("x(abc)y", [{"pattern": r"\(abc\)", "replacement": "12345"}]).offset_map
    assert offsets.to_raw(2, 4) == (1, 6)
    assert offsets.to_clean(2, 3) == (1, 6)


def test_deleted_text_at_a_border_stays_outside():
    offsets = clean("ab<i>cd</i>ef", [TAGS]).offset_map
    assert offsets.to_raw(2, 4) == (5, 7)
    assert offsets.to_raw(0, 2) == (0, 2)
    assert offsets.to_clean(2, 5) == (2, 2)


@pytest.mark.parametrize("case", UNICODE, ids=lambda c: c["name"])
def test_without_steps_nothing_changes(case):
    cleaned = clean(case["text"], [])
    assert (cleaned.text, cleaned.offset_map.is_identity) == (case["text"], True)
    assert cleaned.offset_map.to_raw(case["start"], case["end"]) == (case["start"], case["end"])


@pytest.mark.parametrize("case", UNICODE, ids=lambda c: c["name"])
def test_a_quote_is_found_again_in_the_raw_text(case):
    raw = "<p>  " + case["text"] + "</p>"
    cleaned = clean(raw, [TAGS, {"pattern": r"^ +", "replacement": ""}])
    assert cleaned.text == case["text"]
    start, end = cleaned.offset_map.to_raw(case["start"], case["end"])
    assert raw[start:end] == case["quote"]


@given(st.text())
def test_nothing_is_normalised_in_silence(text):
    decomposed = unicodedata.normalize("NFD", text)
    assert clean(decomposed, compile_steps([])).text == decomposed


@given(TEXTS, SOME_STEPS)
def test_the_edits_rebuild_the_cleaned_text(raw, steps):
    cleaned = clean(raw, steps)
    last_raw = last = 0
    for edit in cleaned.offset_map.edits:
        assert raw[last_raw : edit.raw_start] == cleaned.text[last : edit.start]
        assert edit.raw_start <= edit.raw_end
        assert edit.start <= edit.end
        last_raw, last = edit.raw_end, edit.end
    assert raw[last_raw:] == cleaned.text[last:]


@given(TEXTS, SOME_STEPS, st.data())
def test_offsets_are_monotone_and_stay_in_the_text(raw, steps, data):
    cleaned = clean(raw, steps)
    for go, here, there in (
        (cleaned.offset_map.to_raw, cleaned.text, raw),
        (cleaned.offset_map.to_clean, raw, cleaned.text),
    ):
        start, end = data.draw(spans(len(here)))
        low, high = go(start, end)
        assert 0 <= low <= high <= len(there)
        wider = go(max(0, start - 1), min(len(here), end + 1))
        assert wider[0] <= low
        assert high <= wider[1] or start == end


@given(TEXTS, SOME_STEPS, st.data())
def test_spans_in_unchanged_text_quote_the_same_in_both(raw, steps, data):
    cleaned = clean(raw, steps)
    edits = cleaned.offset_map.edits
    borders = [0, *(p for e in edits for p in (e.start, e.end)), len(cleaned.text)]
    n = data.draw(st.integers(0, len(edits)))
    start, end = data.draw(spans(borders[2 * n + 1] - borders[2 * n])) if edits else data.draw(spans(len(cleaned.text)))
    start, end = borders[2 * n] + start, borders[2 * n] + end
    low, high = cleaned.offset_map.to_raw(start, end)
    assert raw[low:high] == cleaned.text[start:end]
    if start < end:
        assert cleaned.offset_map.to_clean(low, high) == (start, end)


@given(TEXTS, SOME_STEPS, st.data())
def test_there_and_back_covers_the_span(raw, steps, data):
    cleaned = clean(raw, steps)
    start, end = data.draw(spans(len(cleaned.text)))
    low, high = cleaned.offset_map.to_clean(*cleaned.offset_map.to_raw(start, end))
    start, end = without_insertions(start, end, cleaned.offset_map)
    assert low <= start or start >= end or low == high
    if low < high and start < end:
        assert low <= start <= end <= high


def without_insertions(start, end, offset_map):
    """The span less what a step put in at its borders: that has no place in the raw text, so nothing leads back to it."""
    inserted = [e for e in offset_map.edits if e.raw_start == e.raw_end]
    for edit in inserted:
        if edit.start <= start < edit.end:
            start = edit.end
    for edit in reversed(inserted):
        if edit.start < end <= edit.end:
            end = edit.start
    return start, end


@pytest.mark.parametrize(("raw", "span", "back"), [("가가", (1, 3), (1, 2)), ("가", (0, 2), (1, 2))])
def test_what_a_step_put_in_at_a_border_stays_outside(raw, span, back):
    cleaned = clean(raw, [{"pattern": "(?=가)", "replacement": "«"}])
    assert cleaned.offset_map.to_clean(*cleaned.offset_map.to_raw(*span)) == back


@given(TEXTS, SOME_STEPS, SOME_STEPS, st.data())
def test_maps_compose(raw, first, second, data):
    """What two maps say one after the other lies within what their composition says; where nothing changed they agree."""
    one = clean(raw, first)
    two = clean(one.text, second)
    both = one.offset_map.then(two.offset_map)
    assert clean(raw, first + second).text == two.text
    start, end = data.draw(spans(len(two.text)))
    low, high = both.to_raw(start, end)
    inner_low, inner_high = one.offset_map.to_raw(*two.offset_map.to_raw(start, end))
    assert low <= inner_low <= inner_high <= high
    if start < end and all(e.end <= start or end <= e.start for e in both.edits):
        assert (low, high) == (inner_low, inner_high)


@given(TEXTS, SOME_STEPS)
def test_a_map_survives_json(raw, steps):
    offsets = clean(raw, steps).offset_map
    assert OffsetMap.from_json(json.loads(json.dumps(offsets.as_json()))) == offsets


@pytest.mark.parametrize("flat", [None, [1], [1, 2, -1], [1, 2, 0.5], [[1, 2, 3]], [True, 0, 0]])
def test_a_malformed_map_is_refused(flat):
    with pytest.raises(Invalid):
        OffsetMap.from_json(flat)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"pattern": "("}, "step 2: the pattern '(' is not a regular expression"),
        ({"pattern": ""}, "1 to 1000 characters"),
        ({"pattern": "a" * 1001}, "1 to 1000 characters"),
        ({"pattern": 3}, "1 to 1000 characters"),
        ({"pattern": "a", "replacement": r"\1"}, r"replacement '\1' does not fit the pattern"),
        ({"pattern": "a", "replacement": r"\g<x>"}, "does not fit the pattern"),
        ({"pattern": "a", "replacement": None}, "replacement must be a text"),
        ({"pattern": "a", "replacement": "\x00"}, "U+0000"),
        ({"pattern": "a", "flags": "i"}, "'flags' is not a part of a step"),
        ("a", "an object with pattern and replacement"),
    ],
)
def test_a_bad_step_is_named(step, said):
    with pytest.raises(Invalid) as invalid:
        compile_steps([SPACES, step])
    assert said in invalid.value.message
    assert "Cleaning step 2" in invalid.value.message
    assert list(invalid.value.fields) == ["cleaning[1]"]


@pytest.mark.parametrize("steps", [None, {}, "x", [SPACES] * 51])
def test_steps_are_a_short_list(steps):
    with pytest.raises(Invalid):
        compile_steps(steps)


def test_a_text_that_would_grow_without_end_is_refused():
    with pytest.raises(Invalid, match="characters long"):
        clean("a" * 50_000, [{"pattern": "a", "replacement": "a" * 50}])


def test_the_hash_tells_content_not_order():
    assert content_hash({"a": 1, "b": "가"}) == content_hash({"b": "가", "a": 1})
    assert content_hash({"text": "가"}) != content_hash({"text": unicodedata.normalize("NFD", "가")})
    assert len(content_hash({})) == 32


@pytest.mark.parametrize("data", [{"a": "\ud800"}, {"a": {1}}, {"a": 2**70}])
def test_what_is_no_json_has_no_hash(data):
    with pytest.raises(Invalid):
        content_hash(data)
