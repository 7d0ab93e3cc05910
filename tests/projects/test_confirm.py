"""confirm: reading a version, and its quiz."""

from __future__ import annotations

import pytest

from annotate.projects import selectors, services
from annotate.projects.models import Reading
from domain.errors import Invalid, NotVisible, Refused
from guidelines.selectors import newest
from tests import cast as people
from tests.cast import NOW, SENTIMENT

from .quizzes import GUIDELINE, answered


@pytest.fixture
def read(db):
    """A project whose people read first, and answer three questions."""
    made = people.play(guideline=GUIDELINE)
    services.configure(made.project, reads_first=True, quiz_questions=3, quiz_pass=0.6)
    return made


def version(cast):
    return newest(cast.project.guideline)


def confirmed(cast, user):
    return cast.project.memberships.get(user=user).confirmed


def asked(cast):
    return selectors.next_quiz(cast.project, cast.bob, version(cast))


def test_without_a_quiz_one_click_confirms_and_a_second_changes_nothing(cast):
    first = services.confirm(cast.project, cast.bob, version(cast), now=NOW)
    again = services.confirm(cast.project, cast.bob, version(cast), now=NOW)
    assert first == again
    assert confirmed(cast, cast.bob) == version(cast)
    assert confirmed(cast, cast.beth) is None


def test_with_a_quiz_reading_alone_does_not_confirm(read):
    services.confirm(read.project, read.bob, version(read), now=NOW)
    assert confirmed(read, read.bob) is None


def test_a_passed_quiz_confirms(read):
    services.confirm(read.project, read.bob, version(read), now=NOW)
    made = services.confirm(read.project, read.bob, version(read), now=NOW, answers=answered(asked(read), wrong=1))
    assert (made.score, made.passed) == (pytest.approx(2 / 3), True)
    assert confirmed(read, read.bob) == version(read)


def test_a_failed_quiz_is_kept_and_the_next_one_is_another(read):
    services.confirm(read.project, read.bob, version(read), now=NOW)
    first = asked(read)
    made = services.confirm(read.project, read.bob, version(read), now=NOW, answers=answered(first, wrong=2))
    assert (made.passed, confirmed(read, read.bob)) == (False, None)
    assert [row["right"] for row in made.answers] == [False, False, True]
    later = []
    for _ in range(3):
        later.append(asked(read))
        services.confirm(read.project, read.bob, version(read), now=NOW, answers=answered(later[-1], wrong=3))
    assert Reading.objects.filter(user=read.bob, score__isnull=False).count() == 4
    # Of so few texts there are 48 quizzes: one may come again, all four hardly.
    assert any(one != first for one in (*later, asked(read)))


def test_the_quiz_stays_the_same_until_it_is_answered(read):
    assert asked(read) == asked(read)


def test_the_quiz_comes_after_the_reading(read):
    with pytest.raises(Refused) as refused:
        services.confirm(read.project, read.bob, version(read), now=NOW, answers=answered(asked(read)))
    assert refused.value.code == "read_first"


def test_a_missing_answer_and_an_old_quiz_are_refused_and_cost_no_try(read):
    services.confirm(read.project, read.bob, version(read), now=NOW)
    old = asked(read)
    with pytest.raises(Invalid):
        services.confirm(read.project, read.bob, version(read), now=NOW, answers={old[0].key: old[0].right})
    with pytest.raises(Refused):
        services.confirm(read.project, read.bob, version(read), now=NOW, answers={"0" * 16: "positive"})
    assert asked(read) == old


def test_there_is_no_quiz_where_the_guideline_has_no_examples(cast):
    services.configure(cast.project, reads_first=True, quiz_questions=3)
    services.confirm(cast.project, cast.bob, version(cast), now=NOW)
    assert confirmed(cast, cast.bob) == version(cast)
    with pytest.raises(Refused) as refused:
        services.confirm(cast.project, cast.bob, version(cast), now=NOW, answers={"x": "positive"})
    assert refused.value.code == "no_quiz"


def test_a_passed_quiz_qualifies(read):
    services.configure(read.project, qualification={"quiz": 1.0})
    services.confirm(read.project, read.bob, version(read), now=NOW)
    services.confirm(read.project, read.bob, version(read), now=NOW, answers=answered(asked(read), wrong=1))
    assert read.project.memberships.get(user=read.bob).waits_for == "quiz"
    services.confirm(read.project, read.bob, version(read), now=NOW, answers=answered(asked(read)))
    assert read.project.memberships.get(user=read.bob).waits_for == ""


def test_each_version_is_confirmed_for_itself(read):
    services.configure(read.project, quiz_questions=0)
    services.confirm(read.project, read.bob, version(read), now=NOW)
    old = version(read)
    services.publish_guideline(read.project, text="# New", label_config=SENTIMENT, change_note="all", author=read.alice, now=NOW)
    assert confirmed(read, read.bob) == old
    services.confirm(read.project, read.bob, version(read), now=NOW)
    assert confirmed(read, read.bob) == version(read)


def test_another_projects_version_and_a_stranger_are_refused(cast):
    other = services.create(title="Other", label_config=SENTIMENT, lead=cast.charlie, now=NOW)
    with pytest.raises(Invalid):
        services.confirm(cast.project, cast.bob, newest(other.guideline), now=NOW)
    with pytest.raises(NotVisible):
        services.confirm(cast.project, cast.charlie, version(cast), now=NOW)
