"""Agreement of a part: some of the people, some of the texts."""

from __future__ import annotations

import pytest

from annotate.projects.models import Profile
from annotate.queue import services as queue
from annotate.review import selectors
from annotate.review.selectors import slices_asked, slices_measured
from annotate.review.selectors.slices import VALUES, Scope, text_of
from annotate.review.services import measure, measure_slices
from domain.errors import Invalid, NotVisible
from domain.formats import Row
from tests.cast import NOW, label_all, play


@pytest.fixture
def told(db):
    """Six texts, three of them from the news; Bob and Beth agree on the news alone. Dora labels with them."""
    cast = play(seats=3)
    rows = [
        Row(number=n, data={"text": f"text {n}"}, meta={"genre": genre, "year": 2020 + n % 2, "tags": ["a"], "new": n > 3})
        for n, genre in enumerate(["news", "blog"] * 3, 1)
    ]
    queue.take_in(queue.start_import(cast.project, name="rows", by=cast.alice, now=NOW), iter(rows), now=NOW)
    label_all(
        cast,
        {
            cast.bob: ["positive", "negative"] * 3,
            cast.beth: ["positive", "positive", "positive", "neutral", "positive", "neutral"],
            cast.dora: ["positive"] * 6,
        },
    )
    for user, language in ((cast.bob, "ko"), (cast.beth, "ko"), (cast.dora, "en")):
        member = cast.project.memberships.get(user=user)
        Profile.objects.create(membership=member, languages=[{"language": language, "level": "native"}], updated_at=NOW)
    return cast


def test_a_field_is_sliced_by_its_values(told):
    made = {one.slice["value"]: one.figures["raw"] for one in measure_slices(told.project, "meta:genre", now=NOW)}
    assert {value: (figure["value"], figure["items"]) for value, figure in made.items()} == {
        "news": (1.0, 3),
        "blog": (pytest.approx(1 / 9), 3),
    }
    assert [(one.key, one.figure["items"]) for one in slices_measured(told.project, "meta:genre", "raw")] == [("blog", 3), ("news", 3)]
    assert slices_asked(told.project) == ["meta:genre"]


def test_numbers_and_yes_and_no_are_values_and_a_list_is_none(told):
    assert selectors.meta_fields(told.project) == ["genre", "new", "year"]
    made = measure_slices(told.project, "meta:year", now=NOW)
    assert {one.slice["value"]: one.figures["items"] for one in made} == {"2021": 3, "2020": 3}
    made = measure_slices(told.project, "meta:new", now=NOW)
    assert {one.slice["value"]: one.figures["items"] for one in made} == {"true": 3, "false": 3}
    assert (text_of([1]), text_of(None), text_of(""), text_of("x" * 201), text_of(1.5)) == (None, None, None, None, "1.5")


def test_a_column_of_the_data_tells_texts_apart_like_the_metadata(db):
    cast = play()
    rows = [Row(number=n, data={"text": f"text {n}", "source": "forum" if n % 2 else "mail"}) for n in range(1, 5)]
    queue.take_in(queue.start_import(cast.project, name="rows", by=cast.alice, now=NOW), iter(rows), now=NOW)
    label_all(cast, {cast.bob: ["positive"] * 4, cast.beth: ["positive", "negative"] * 2})
    assert selectors.meta_fields(cast.project) == ["source"]
    made = {one.slice["value"]: one.figures["raw"]["value"] for one in measure_slices(cast.project, "meta:source", now=NOW)}
    assert made == {"forum": 1.0, "mail": 0.0}


def test_people_are_sliced_by_what_they_told_and_one_alone_is_no_group(told):
    (made,) = measure_slices(told.project, "group", now=NOW)
    assert made.slice == {"by": "group", "value": "native:ko"}
    assert made.figures["annotators"] == 2
    assert made.figures["raw"]["value"] == 0.5
    assert selectors.agreement(told.project) is None  # a slice is not the project


def test_a_slice_of_a_round_is_both(told):
    made = measure(told.project, round=told.round, slice={"by": "meta:genre", "value": "news"}, now=NOW)
    assert Scope(told.round, None, made.slice).key == "round:1 meta:genre=news"
    assert made.figures["items"] == 3


@pytest.mark.parametrize(
    ("by", "says"),
    [
        ("meta:colour", "No labelled text has a value under 'colour'."),
        ("colour", "Unknown slice 'colour'"),
        ("meta:", "Unknown slice 'meta:'"),
    ],
)
def test_what_cannot_be_sliced_says_why(told, by, says):
    with pytest.raises(Invalid, match=says):
        measure_slices(told.project, by, now=NOW)


def test_a_group_that_is_not_there_is_told(told):
    with pytest.raises(Invalid, match="There is no group 'native:en' of two people or more"):
        measure(told.project, slice={"by": "group", "value": "native:en"}, now=NOW)
    Profile.objects.all().delete()
    with pytest.raises(Invalid, match="There are no groups of two people or more"):
        measure_slices(told.project, "group", now=NOW)


def test_the_commonest_values_alone_are_measured(db):
    cast = play()
    rows = [Row(number=n, data={"text": f"text {n}"}, meta={"of": f"v{n % 20}"}) for n in range(1, 41)]
    queue.take_in(queue.start_import(cast.project, name="rows", by=cast.alice, now=NOW), iter(rows), now=NOW)
    label_all(cast, {cast.bob: ["positive"] * 30})
    made = measure_slices(cast.project, "meta:of", now=NOW)
    assert len(made) == VALUES
    assert {one.figures["items"] for one in made} == {2, 1}


def test_a_field_by_any_name_is_a_field(db):
    cast = play()
    odd = "a\"b'; DROP TABLE x --.$[0]"
    queue.take_in(
        queue.start_import(cast.project, name="rows", by=cast.alice, now=NOW),
        iter([Row(number=1, data={"text": "one"}, meta={odd: "x", "1": "y"})]),
        now=NOW,
    )
    label_all(cast, {cast.bob: ["positive"]})
    for field, value in ((odd, "x"), ("1", "y")):
        (made,) = measure_slices(cast.project, f"meta:{field}", now=NOW)
        assert (made.slice["value"], made.figures["items"]) == (value, 1)


@pytest.mark.parametrize("key", ["round:9", "version:9", "round:", "x", "round:1e3", "all:1", "version:-1"])
def test_a_scope_that_is_not_there_is_told(stage, key):
    with pytest.raises(NotVisible):
        selectors.scope_of(stage.project, key)
