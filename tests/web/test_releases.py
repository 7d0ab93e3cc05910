"""Releases: freezing, the datasheet, downloads."""

from __future__ import annotations

import json

import pytest

from annotate.corpus.models import Release
from annotate.review import services as review
from tests.cast import NOW, label_all, play


@pytest.fixture
def decided(db):
    cast = play(texts=["<b>one</b>", "둘", "three 👍🏽", "four"])
    label_all(
        cast,
        {
            cast.bob: ["positive", "negative", "neutral", "positive"],
            cast.beth: ["positive", "negative", "neutral", "positive"],
        },
    )
    review.settle(cast.project, rule="majority", now=NOW)
    return cast


@pytest.fixture
def at(decided):
    from django.urls import reverse

    return lambda name, **more: reverse(f"web:{name}", kwargs={"pk": decided.project.pk, **more})


def test_a_release_is_frozen_and_its_datasheet_shown(decided, visitor, at):
    client = visitor(decided.alice)
    answer = client.post(at("releases"), {"title": "Pilot <1>"})
    assert answer["Location"] == at("release", number=1)
    made = Release.objects.get()
    html = client.get(answer["Location"]).content.decode()
    assert made.digest in html
    assert "Pilot &lt;1&gt;" in html
    assert 'aria-label="Datasheet"' in html
    assert "What is not in it, and why" in html
    assert "4 texts" in html
    assert made.digest[:12] in client.get(at("releases")).content.decode()


def test_with_nothing_decided_there_is_nothing_to_freeze(stage, visitor, url):
    client = visitor(stage.alice)
    assert "nothing to freeze" in client.get(url("releases")).content.decode()
    html = client.post(url("releases"), {"title": ""}, follow=True).content.decode()
    assert not Release.objects.exists()
    assert 'class="alert bad"' in html


def test_a_viewer_reads_and_downloads_and_does_not_freeze(decided, visitor, at):
    visitor(decided.alice).post(at("releases"), {"title": ""})
    client = visitor(decided.vera)
    assert client.get(at("release", number=1)).status_code == 200
    assert "Freeze a release" not in client.get(at("releases")).content.decode()
    assert client.post(at("releases"), {"title": ""}).status_code == 403
    assert Release.objects.count() == 1


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "parquet"])
def test_both_are_downloaded_in_every_format(decided, visitor, at, format):
    visitor(decided.alice).post(at("releases"), {"title": ""})
    client = visitor(decided.vera)
    for address in (at("download"), at("release-download", number=1)):
        answer = client.get(f"{address}?format={format}")
        assert answer.status_code == 200
        assert "attachment; filename=" in answer["Content-Disposition"]
        assert b"".join(answer.streaming_content)


def test_the_live_corpus_holds_the_texts_as_they_are(decided, visitor, at):
    answer = visitor(decided.alice).get(at("download") + "?format=json")
    rows = json.loads(b"".join(answer.streaming_content))
    assert {row["data"]["text"] for row in rows} == {"<b>one</b>", "둘", "three 👍🏽", "four"}


@pytest.mark.parametrize("who", ["bob", "dora"])
def test_the_corpus_is_not_for_those_who_work_blind(decided, visitor, at, who):
    visitor(decided.alice).post(at("releases"), {"title": ""})
    client = visitor(getattr(decided, who))
    for address in (at("download"), at("releases"), at("release", number=1), at("release-download", number=1)):
        assert client.get(address).status_code == 403


def test_what_is_not_there_is_not_there(decided, visitor, at):
    visitor(decided.alice).post(at("releases"), {"title": ""})
    client = visitor(decided.alice)
    assert client.get(at("release", number=9)).status_code == 404
    assert client.get(at("release-download", number=9)).status_code == 404
    assert client.get(at("download") + "?format=xlsx").status_code == 404
