"""Difference hashes and the groups made of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.likeness import BITS, COLUMNS, ROWS, SAME, Alike, difference_hash, distance

GREY = st.binary(min_size=COLUMNS * ROWS, max_size=COLUMNS * ROWS).map(list)
HASH = st.integers(1, 2**BITS - 1).map(lambda n: f"{n:0{BITS // 4}x}")


def flipped(hash: str, bits: int) -> str:
    return f"{int(hash, 16) ^ ((1 << bits) - 1):0{BITS // 4}x}"


def test_a_bit_is_set_where_it_gets_lighter_to_the_right():
    rising = [column for _ in range(ROWS) for column in range(COLUMNS)]
    assert difference_hash(rising) == "f" * (BITS // 4)
    assert difference_hash(rising[::-1]) == "0" * (BITS // 4)


@given(st.integers(0, 255))
def test_a_blank_picture_has_no_hash(grey):
    assert difference_hash([grey] * COLUMNS * ROWS) == ""


@given(GREY, st.integers(1, 3), st.integers(0, 50))
def test_more_light_and_contrast_change_nothing(grey, contrast, light):
    assert difference_hash([value * contrast + light for value in grey]) == difference_hash(grey)


@given(HASH, st.integers(0, 40))
def test_near_ones_join_the_group_and_others_do_not(hash, bits):
    alike = Alike()
    alike.add(hash, "first")
    assert distance(hash, flipped(hash, bits)) == bits
    assert alike.group_of(flipped(hash, bits)) == ("first" if bits <= SAME else None)


@given(st.lists(HASH, max_size=90, unique=True), HASH)
def test_the_nearest_group_is_found_among_many(hashes, wanted):
    alike = Alike()
    for hash in hashes:
        alike.add(hash, hash)
    near = [hash for hash in hashes if distance(hash, wanted) <= SAME]
    found = alike.group_of(wanted)
    assert found == (min(near, key=lambda hash: distance(hash, wanted)) if near else None)
