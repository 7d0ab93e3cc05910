"""Regular expressions that could run for ever are refused before they run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.patterns import check_pattern, estimated_steps
from domain.text import MAX_WORK, clean

USUAL = [
    r"\s+",
    r"^\s+|\s+$",
    r"<[^>]*>",
    r"https?://\S+",
    r"@\w+",
    r"(.)\1{2,}",
    r"(ㅋ|ㅎ)+",
    r"[^\w\s]",
    r"(?i)\bfoo\b",
    r"(?:\s*+\n)+",
    r"(\w+) \1",
    r"\d{1,3}(?:,\d{3})*",
    r"[\u200b-\u200f\ufeff]",
    r"(?<=\d)\s(?=\d)",
    r"<script>.*?</script>",
    r"(?>a+b)+c",
    r"(?:[A-Z]\.)+\s",
    r"(?i:https?://)\S+",
]
EXPONENTIAL = [
    r"(a+)+$",
    r"(a*)*",
    r"(a|a)*b",
    r"(a|ab)*c",
    r"(?:\s*\n)+",
    r"(x+x+)+y",
    r"([a-z]+)*@",
    r"(\w+\s?)*$",
    r"(a?){20}",
    r"((a{1,9}){1,9}){1,9}",
    r"(?:(?:ab)+)+",
    r"(.*,){11}P",
    r"(ab|\w)+!",
    r"(?=(a+)+)b",
]


@pytest.mark.parametrize("pattern", USUAL)
def test_what_people_clean_with_is_allowed(pattern):
    assert check_pattern(pattern) is None


@pytest.mark.parametrize("pattern", EXPONENTIAL)
def test_exponential_patterns_are_refused(pattern):
    reason = check_pattern(pattern)
    assert reason is not None
    assert "exponential" in reason


@pytest.mark.parametrize("pattern", ["(", "[z-a]", "a{2,1}", "(?P<a>x)(?P<a>y)", "[[a]", "a{100000}", "(?<=a+)b", "x" * 10 + "(" * 5000])
def test_what_is_no_pattern_is_refused(pattern):
    assert check_pattern(pattern)


@pytest.mark.parametrize("pattern", USUAL)
def test_prose_is_never_too_much(pattern):
    prose = "그 영화는 <b>정말</b> 좋았다 ㅋㅋㅋㅋ, and it cost 1,000,000 won.\n" * 1000
    assert estimated_steps(pattern, prose) < MAX_WORK


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\s+$", " " * 1_000_000 + "x"),
        (r"^\s+|\s+$", "x" + " " * 1_000_000 + "x"),
        (r".*=.*;", "=" * 100_000),
        (r"<.*?>.*</x>", "<" * 60_000),
    ],
)
def test_a_text_that_would_take_hours_is_refused(pattern, text):
    assert check_pattern(pattern) is None
    with pytest.raises(Invalid, match="would take too long on this text"):
        clean(text, [{"pattern": pattern, "replacement": ""}])


def test_a_run_at_the_end_of_a_pattern_costs_nothing():
    assert clean(" " * 1_000_000, [{"pattern": r"\s+", "replacement": " "}]).text == " "


_ATOM = st.sampled_from(["a", "b", r"\s", r"\w", ".", "[ab]", "[^a]"])
_PATTERN = st.recursive(
    _ATOM,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "*", "?", "{2,5}", "++"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
        st.lists(inner, min_size=2, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda p: f"(?:{'|'.join(p)})"),
    ),
    max_leaves=6,
)


@given(_PATTERN)
def test_what_passes_the_check_ends_on_the_texts_that_hurt(pattern):
    """Thirty equal characters and a surprise: an exponential pattern would need 2^30 steps, and this test would not end."""
    if check_pattern(pattern) is None:
        for text in ("a" * 30 + "!", "ab" * 15 + "!", "a b" * 10 + "!"):
            re.sub(f"(?:{pattern})=", "", text)
