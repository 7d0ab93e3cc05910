"""Gwet's AC1 and AC2."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.agreement import Ratings, fleiss_kappa, gwet_ac1, gwet_ac2
from domain.errors import Invalid

# Gwet (2014): four raters, twelve units (the data that Krippendorff made known), one unit with a single rating.
FOUR = {"A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "12332441251."}


def four_raters():
    rows = [(unit, who, int(said)) for who, values in FOUR.items() for unit, said in enumerate(values) if said != "."]
    return Ratings.from_triples(*zip(*rows, strict=True))


def of_table(table):
    """Two annotators whose contingency table that is."""
    cells = [(a, b) for a, row in enumerate(table) for b, count in enumerate(row) for _ in range(count)]
    rows = [(i, who, said) for i, cell in enumerate(cells) for who, said in zip("AB", cell, strict=True)]
    return Ratings.from_triples(*zip(*rows, strict=True))


def test_four_raters_with_missing_ratings():
    """Gwet (2014): AC1 = .775; pₐ = .818, pₑ = .190, the unit with one rating counting for pₑ alone."""
    found = gwet_ac1(four_raters(), rng=np.random.default_rng(0))
    assert found.value == pytest.approx(0.77544, abs=5e-6)
    assert (found.items, found.annotations) == (11, 41)
    assert "1 of 12 items have one rating" in found.reason
    assert found.low < found.value <= found.high


# What the author's own program (irrCAC 0.4.4, GPL, so not among our requirements) gives for the same table.
@pytest.mark.parametrize(
    ("weights", "value"), [("linear", 0.85874), ("quadratic", 0.91400), ("ordinal", 0.89894), ("ratio", 0.85737), ("nominal", 0.77544)]
)
def test_weights_as_the_authors_program_has_them(weights, value):
    assert gwet_ac2(four_raters(), level="interval", weights=weights).value == pytest.approx(value, abs=6e-6)


def test_the_paradox_it_was_made_for():
    """Feinstein & Cicchetti (1990): raw agreement .85 twice, kappa .70 with even labels and .32 with uneven ones. AC1 .70 and .81."""
    even, uneven = of_table([[40, 9], [6, 45]]), of_table([[80, 10], [5, 5]])
    assert gwet_ac1(even).value == pytest.approx(0.70, abs=0.005)
    assert gwet_ac1(uneven).value == pytest.approx((0.85 - 0.21875) / (1 - 0.21875))
    assert fleiss_kappa(uneven).value < 0.32


def test_without_weights_by_the_level():
    ordinal = gwet_ac2(four_raters(), level="ordinal")
    assert ordinal.value == gwet_ac2(four_raters(), level="ordinal", weights="ordinal").value
    assert gwet_ac2(four_raters(), level="interval").value == gwet_ac2(four_raters(), level="interval", weights="quadratic").value


def test_a_label_to_choose_from_that_nobody_chose_counts():
    """Two labels used in three quarters and one quarter of the ratings; pₑ is halved when there are three labels to choose from."""
    columns = [1, 1, 2, 2], "abab", "xxxy"
    assert gwet_ac1(Ratings.from_triples(*columns)).value == pytest.approx((0.5 - 0.375) / (1 - 0.375))
    assert gwet_ac1(Ratings.from_triples(*columns, order="xyz")).value == pytest.approx((0.5 - 0.1875) / (1 - 0.1875))


def test_one_label_given_of_two_is_full_agreement_and_of_one_is_undefined():
    assert gwet_ac1(Ratings.from_triples([1, 1, 2, 2], "abab", "xxxx", order="xy")).value == 1
    found = gwet_ac1(Ratings.from_triples([1, 1, 2, 2], "abab", "xxxx"))
    assert found.value is None
    assert "Every rating is 'x'" in found.reason


def test_below_the_scale_it_stops_and_says_so():
    """Seven pairs from end to end and three that agree on the middle: squared weights carry AC2 below −1."""
    rows = [(i, "a", 0) for i in range(7)] + [(i, "b", 2) for i in range(7)] + [(i, who, 1) for i in range(7, 10) for who in "ab"]
    found = gwet_ac2(Ratings.from_triples(*zip(*rows, strict=True)), level="interval", rng=np.random.default_rng(0))
    assert found.value == -1
    assert "(-1.09)" in found.reason
    assert found.low == -1


def test_unknown_weights_and_labels_that_are_no_numbers():
    with pytest.raises(Invalid, match="'cubic': one of nominal, linear"):
        gwet_ac2(four_raters(), level="interval", weights="cubic")
    found = gwet_ac2(Ratings.from_triples([1, 1], "ab", "xy"), level="interval")
    assert (found.value, "labels that are numbers" in found.reason) == (None, True)


triples = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.sampled_from([1, 2, 3, 5])), min_size=2, max_size=40)


@settings(deadline=None)
@given(triples, st.sampled_from(["nominal", "linear", "quadratic", "ordinal"]))
def test_the_formula_written_out(rows, weights):
    said: dict[int, dict[int, int]] = {}
    for item, who, label in rows:
        said.setdefault(item, {}).setdefault(who, label)
    labels = sorted({label for *_, label in rows})
    several = [list(of_item.values()) for of_item in said.values() if len(of_item) > 1]
    assume(len(labels) > 1 and several and len({who for of_item in said.values() for who in of_item}) > 1)
    span, steps = labels[-1] - labels[0], len(labels) * (len(labels) - 1) / 2
    weigh = {
        "nominal": lambda a, b: float(a == b),
        "linear": lambda a, b: 1 - abs(a - b) / span,
        "quadratic": lambda a, b: 1 - ((a - b) / span) ** 2,
        "ordinal": lambda a, b: 1 - (d := abs(labels.index(a) - labels.index(b))) * (d + 1) / 2 / steps,
    }[weights]
    shares = [
        np.mean([weigh(a, b) for i, a in enumerate(given_labels) for k, b in enumerate(given_labels) if i != k]) for given_labels in several
    ]
    common = [np.mean([list(of_item.values()).count(label) / len(of_item) for of_item in said.values()]) for label in labels]
    all_weights = sum(weigh(a, b) for a in labels for b in labels)
    chance = all_weights / (len(labels) * (len(labels) - 1)) * sum(p * (1 - p) for p in common)
    expected = max(-1, (np.mean(shares) - chance) / (1 - chance))
    found = gwet_ac2(Ratings.from_triples(*zip(*rows, strict=True)), level="interval", weights=weights)
    assert found.value == pytest.approx(expected, abs=1e-9)
