"""The format of the hutto2014 corpora."""

from __future__ import annotations

import pytest

from domain.errors import Invalid
from domain.formats.hutto2014 import STEMS, RatedText, class_of, members, parse

TEXTS = "1_1\t-0.5\tTwo\u2028lines, one\u0085 text \r\n1_2\t1\t좋아요 👍🏽\ttab\r\n".encode()
RATINGS = "\ufeff1_2\t1\t0\t[1, 1]\r\n1_1\t-0.5\t0.5\t[0, -1]\r\n".encode()


def test_texts_and_ratings_are_joined_by_id_not_by_line():
    assert parse(TEXTS, RATINGS) == [
        RatedText("1_1", "Two\u2028lines, one\u0085 text ", (0, -1)),
        RatedText("1_2", "좋아요 👍🏽\ttab", (1, 1)),
    ]


@pytest.mark.parametrize(("rating", "label"), [(-4, "negative"), (-1, "negative"), (0, "neutral"), (1, "positive"), (4, "positive")])
def test_the_class_is_the_sign(rating, label):
    assert class_of(rating) == label


def test_a_text_without_ratings_is_named():
    with pytest.raises(Invalid, match="Line 2 of the texts: there are no ratings of '1_2'"):
        parse(TEXTS, b"1_1\t0\t0\t[0]\n")


@pytest.mark.parametrize("cell", ["[5]", "[1.5]", "[true]", "{}", "1, 2", "[1"])
def test_ratings_that_are_none_are_refused_with_the_line(cell):
    with pytest.raises(Invalid, match="Line 1 of the ratings: no list of whole numbers from -4 to 4"):
        parse(TEXTS, f"1_1\t0\t0\t{cell}\n".encode())


def test_a_line_with_too_few_cells_is_refused():
    with pytest.raises(Invalid, match="Line 1 of the texts has 2 cells in place of 3"):
        parse(b"1\ttext\n", b"")


def test_bytes_that_are_not_utf_8_are_refused():
    with pytest.raises(Invalid, match="texts are not UTF-8: byte 4"):
        parse(b"1\t0\t\xff\n", b"")


def test_the_members_of_a_corpus():
    assert {members(name)[0] for name in STEMS} == {f"hutto_ICWSM_2014/{stem}_GroundTruth.txt" for stem in STEMS.values()}
    with pytest.raises(Invalid, match="one of amazon, nyt, tweets, movies"):
        members("imdb")
