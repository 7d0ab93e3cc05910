"""A quiz from the guideline's examples."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import quiz
from domain.errors import Invalid, Refused
from domain.guideline import Example

LABELS = ["positive", "negative", "neutral"]


@dataclass
class Section:
    title: str
    label: str | None
    examples: list


def section(label: str, *texts: str, kind: str = "yes") -> Section:
    return Section(label, label, [Example(text=text, label=label, kind=kind) for text in texts])


SECTIONS = [section("positive", "good", "nice"), section("negative", "bad", "poor"), section("neutral", "a box", "a pen")]


def made(sections=SECTIONS, labels=LABELS, count=6, seed=0):
    return quiz.questions(sections, labels, count, random.Random(seed))


def test_the_same_seed_asks_the_same_and_another_one_in_another_order():
    assert made(seed=1) == made(seed=1)
    orders = {tuple(question.text for question in made(seed=seed)) for seed in range(10)}
    assert len(orders) > 1


def test_a_short_quiz_asks_of_every_label_before_it_asks_twice():
    for seed in range(20):
        assert {question.right for question in made(count=3, seed=seed)} == set(LABELS)


def test_the_choices_stand_as_the_label_config_has_them():
    assert all(question.choices == tuple(LABELS) for question in made())


def test_what_is_no_example_of_the_label_or_stands_under_two_is_not_asked():
    sections = [*SECTIONS, section("negative", "not so", kind="no"), section("neutral", "good"), Section("Intro", None, [])]
    texts = {question.text for question in made(sections, count=50)}
    assert texts == {"nice", "bad", "poor", "a box", "a pen"}


def test_hard_cases_are_asked_too():
    assert "hm" in {question.text for question in made([*SECTIONS, section("neutral", "hm", kind="hard")], count=50)}


def test_of_marked_words_the_marks_are_told_and_not_their_labels():
    text = Example(text="Kim met Lee", label="PER", spans=({"start": 0, "end": 3, "label": "PER"}, {"start": 8, "end": 11, "label": "PER"}))
    text = quiz_example(text)
    [question] = made([Section("PER", "PER", [text])], ["PER", "LOC"], 5)
    assert (question.marks, question.right) == (((0, 3), (8, 11)), "PER")


def quiz_example(given: Example):
    """Checked by the guideline's own reader, which turns spans into its own kind."""
    from domain.guideline import example

    return example(given.text, label=given.label, spans=given.spans)


def test_with_one_label_there_is_nothing_to_ask():
    assert made([section("positive", "good")], ["positive"]) == []
    assert made([], LABELS) == []


def test_many_labels_give_a_choice_of_eight_with_the_right_one_among_them():
    labels = [f"l{n}" for n in range(40)]
    for question in made([section(label, f"text {label}") for label in labels], labels, 40):
        assert len(question.choices) == 8
        assert question.right in question.choices
        assert list(question.choices) == sorted(question.choices, key=labels.index)


def test_the_score_is_the_share_of_right_answers():
    asked = made(count=4)
    answers = {question.key: question.right for question in asked}
    answers[asked[0].key] = next(label for label in LABELS if label != asked[0].right)
    graded = quiz.grade(asked, answers)
    assert quiz.score(graded) == 0.75
    assert [answer.is_right for answer in graded] == [False, True, True, True]


def test_a_question_without_an_answer_and_answers_to_another_quiz_are_refused():
    asked = made(count=2)
    with pytest.raises(Invalid) as missing:
        quiz.grade(asked, {asked[0].key: asked[0].right})
    assert asked[1].key in missing.value.fields
    with pytest.raises(Invalid):
        quiz.grade(asked, {asked[0].key: "no such label", asked[1].key: "positive"})
    with pytest.raises(Invalid):
        quiz.grade(asked, {})
    for strange in ({"0" * 16: "positive"}, {asked[0].key: "positive", "0" * 16: "positive"}):
        with pytest.raises(Refused):
            quiz.grade(asked, strange)


@given(
    st.lists(st.tuples(st.sampled_from(LABELS), st.text(max_size=4), st.sampled_from(["yes", "no", "hard"])), max_size=20),
    st.integers(0, 30),
)
def test_every_question_has_one_right_answer_and_no_two_are_alike(rows, count):
    sections = [section(label, text, kind=kind) for label, text, kind in rows]
    asked = made(sections, count=count)
    assert len(asked) <= count
    assert len({question.key for question in asked}) == len(asked)
    assert all(question.right in question.choices for question in asked)
