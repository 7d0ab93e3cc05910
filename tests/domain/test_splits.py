"""Splits and the keys of near-duplicates."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.splits import group_key, split_of

noise = st.text(alphabet=" \t\n\u00a0\u3000.,!?\"'-–…·、。「」()[]\u200b\u200d\ufe0f", max_size=6)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Great camera!", "great  camera"),
        ("이 영화 정말 재미있어요.", "이영화 정말 재미있어요!!"),
        ("한글", unicodedata.normalize("NFD", "한글")),
        ("ＡＢＣ１２３", "abc123"),
        ("naïve café", "NAI\u0308VE CAFE\u0301"),
        ("I ❤️ it", "i ❤ it"),
        ("Straße", "STRASSE"),
        ("مرحبا، بالعالم", "مرحبا بالعالم"),
    ],
)
def test_near_duplicates_fall_together(one, other):
    assert group_key(one) == group_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("room 101", "room 102"),
        ("좋아요", "싫어요"),
        ("👍", "👎"),
        ("👍🏽", "👍🏿"),
        ("!!!", "???"),
        ("", "."),
        ("가", "각"),
        ("cafe", "café"),
    ],
)
def test_different_texts_stay_apart(one, other):
    assert group_key(one) != group_key(other)


def test_the_key_never_changes():
    """Splits of stored corpora hang on it."""
    assert group_key("말모이: gathering words") == "4e1374608efc0599e8b2e968f750f993"
    found = " ".join(split_of(f"{i:x}", seed="demo") for i in range(16))
    assert found == "train train train train train train test train dev train dev train train train train train"


@settings(deadline=None)
@given(st.text(), noise, noise, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_noise_around_a_text_and_its_normal_form_do_not_matter(text, before, after, form):
    assert len(group_key(text)) == 32
    assert group_key(unicodedata.normalize(form, text)) == group_key(text)
    if any(unicodedata.category(c)[0] in "LN" for c in text):
        assert group_key(before + text + after) == group_key(text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Lo"])))
def test_case_does_not_matter(text):
    assert group_key(text.casefold()) == group_key(text)


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), max_size=5))
def test_white_space_does_not_matter(words):
    assert group_key(" ".join(words)) == group_key("\n\t".join(words))


@settings(deadline=None)
@given(st.text(), st.text(), st.tuples(st.floats(0.01, 1), st.floats(0.01, 1), st.floats(0.01, 1)))
def test_a_group_is_always_in_the_same_split(key, seed, parts):
    shares = {name: part / sum(parts) for name, part in zip(("train", "dev", "test"), parts, strict=True)}
    assert split_of(key, seed=seed, **shares) == split_of(key, seed=seed, **shares)


@settings(deadline=None)
@given(st.text())
def test_a_share_of_nothing_gets_nothing(key):
    assert split_of(key, seed="s", train=0, dev=0, test=1) == "test"
    assert split_of(key, seed="s", train=1, dev=0, test=0) == "train"
    assert split_of(key, seed="s", train=0, dev=1, test=0) == "dev"


@settings(deadline=None)
@given(st.text())
def test_dividing_the_rest_anew_leaves_the_test_set_alone(key):
    before = split_of(key, seed="s", train=0.8, dev=0.1, test=0.1)
    after = split_of(key, seed="s", train=0.6, dev=0.3, test=0.1)
    assert (before == "test") == (after == "test")


def test_the_shares_come_out():
    found = [split_of(str(i), seed="shares") for i in range(20_000)]
    assert found.count("train") / 20_000 == pytest.approx(0.8, abs=0.01)
    assert found.count("dev") / 20_000 == pytest.approx(0.1, abs=0.008)


def test_another_seed_is_another_split():
    assert [split_of(str(i), seed="a") for i in range(200)] != [split_of(str(i), seed="b") for i in range(200)]


@pytest.mark.parametrize("shares", [(0.8, 0.1, 0.2), (1.1, -0.1, 0)])
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(Invalid, match="add up to 1"):
        split_of("x", seed="s", train=shares[0], dev=shares[1], test=shares[2])
