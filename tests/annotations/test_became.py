"""What became of the suggestions that were shown."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction

from annotate.annotations import services
from annotate.annotations.models import Annotation
from annotate.queue import services as queue
from annotate.queue.models import Task
from domain.errors import Invalid
from tests.cast import NOW, chosen, claim


@pytest.fixture
def shown(stage):
    """Bob's seat at a task that was shown with a suggestion."""
    task = Task.objects.filter(is_test=False).first()
    said = {"result": chosen("negative"), "score": 0.8, "model_version": "v1"}
    queue.reorder(stage.round, [queue.Placed(task.pk, True, said)], by="v1")
    return claim(stage, stage.bob)


def give(seat, became, **more):
    return services.submit(seat, id=uuid.uuid4(), result=chosen("positive"), became=became, now=NOW, **more)[0]


def test_is_kept_with_the_annotation(shown):
    fates = {"sentiment": "rejected", "r1": "accepted", "r2": "changed", "r3": "left"}
    made = give(shown, fates)
    made.refresh_from_db()
    assert made.became == fates


def test_where_nothing_is_said_nothing_is_kept(shown):
    made = give(shown, None)
    assert Annotation.objects.filter(pk=made.pk, became__isnull=True).exists()


def test_a_correction_may_say_it_anew(shown):
    first = give(shown, {"sentiment": "accepted"})
    assert give(shown, {"sentiment": "rejected"}, corrects=first.pk).became == {"sentiment": "rejected"}


@pytest.mark.parametrize(
    ("became", "where"),
    [
        ([], "became:"),
        ("accepted", "became:"),
        ({"sentiment": "liked"}, "became['sentiment']"),
        ({"sentiment": None}, "became['sentiment']"),
        ({"": "accepted"}, "became['']"),
        ({"x" * 201: "accepted"}, "became['xxx"),
        ({"a\x00b": "accepted"}, "became['a"),
        ({f"r{n}": "accepted" for n in range(5001)}, "5,001 entries"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(shown, became, where):
    with pytest.raises(Invalid) as invalid:
        give(shown, became)
    assert invalid.value.code == "invalid_became"
    assert where in invalid.value.message
    assert not Annotation.objects.exists()


def test_five_thousand_fates_are_taken(shown):
    assert len(give(shown, {f"r{n}" * 20: "left" for n in range(5000)}).became) == 5000


def test_nothing_becomes_of_a_suggestion_that_was_not_shown(stage):
    with pytest.raises(Invalid, match="without a suggestion"):
        give(claim(stage, stage.bob), {"sentiment": "accepted"})


def test_the_database_itself_refuses_it_too(stage):
    made = give(claim(stage, stage.bob), None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Annotation.objects.filter(pk=made.pk).update(became={"sentiment": "accepted"})
