"""The benchmark of agreement measures the same thing in every program."""

from __future__ import annotations

import pytest

from bench.agreement import PROGRAMS, Case, Run, as_page, ratings_of

CASES = [Case("all", 200), Case("gaps", 200, missing=0.2), Case("crowd", 200, pool=40)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_all_programs_find_the_same(case):
    runs = {name: measure(case, 20) for name, measure in PROGRAMS.items()}
    ours = runs["Malmoi"].values
    compared = [(name, value) for program, run in runs.items() if program != "Malmoi" for name, value in run.values.items()]
    assert compared
    for name, value in compared:
        assert ours[name] == pytest.approx(value, abs=1e-9)
    page = as_page({(case, name): run for name, run in runs.items()}, 20, (0.5, 0.5))
    assert "Largest difference between two programs" in page


def test_five_different_people_rate_an_item():
    items, people, labels = ratings_of(CASES[2])
    assert len(items) == len(people) == len(labels) == 1000
    assert len(set(zip(items, people, strict=True))) == 1000


def test_a_program_that_did_not_finish_has_no_time():
    page = as_page({(CASES[0], name): Run(note="not done after 1 s") for name in PROGRAMS}, 20, (0, 0))
    assert "| nltk | – | – | not done after 1 s |" in page
