"""The guideline: any version is read, the lead publishes the next."""

from __future__ import annotations

import pytest

from annotate.projects import services
from tests.cast import NOW, SENTIMENT, play

NEXT = SENTIMENT.replace("neutral", "mixed")


def test_markdown_is_drawn_and_html_stays_text(db, visitor):
    cast = play(
        guideline="# Rule\n\n**Mind** <script>alert(1)</script> [a](javascript:alert(1)) ![x](https://e.example/x.png)"
    )
    html = visitor(cast.bob).get(f"/projects/{cast.project.pk}/guideline/").content.decode()
    assert "<strong>Mind</strong>" in html
    assert "<h2>Rule</h2>" in html
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html
    assert 'href="javascript' not in html


def test_an_older_version_is_still_there(cast, visitor, url):
    publish(cast)
    html = visitor(cast.bob).get(url("guideline") + "?version=1").content.decode()
    assert "What does the writer feel?" in html
    assert "an older version" in html
    assert visitor(cast.bob).get(url("guideline") + "?version=9").status_code == 404
    assert visitor(cast.bob).get(url("guideline") + "?version=x").status_code == 404


def publish(cast, note="Mixed feelings have a label now"):
    return services.publish_guideline(
        cast.project, text="# Two", label_config=NEXT, change_note=note, author=cast.alice, now=NOW
    )


def typed(**other) -> dict:
    return {"base": "1", "text": "# Two\n\n& more", "label_config": NEXT, "change_note": "Mixed feelings", **other}


def test_the_lead_publishes_and_is_offered_the_next_round(cast, visitor, url):
    client = visitor(cast.alice)
    assert client.post(url("guideline-edit"), typed()).status_code == 302
    assert cast.project.guideline.versions.count() == 2
    html = client.get(url("guideline")).content.decode()
    assert "still works under version 1" in html
    assert url("rounds") in html
    assert "mixed" in html


def test_an_annotator_is_not_asked_to_open_a_round(cast, visitor, url):
    publish(cast)
    assert "Open the next round" not in visitor(cast.bob).get(url("guideline")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"label_config": "<View>"}, "not well-formed XML"),
        ({"change_note": ""}, "required"),
        ({"label_config": ""}, "required"),
    ],
)
def test_a_version_that_does_not_hold_is_refused_and_kept_in_the_form(cast, visitor, url, wrong, told):
    answer = visitor(cast.alice).post(url("guideline-edit"), typed(**wrong))
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert "# Two\n\n&amp; more" in answer.content.decode().replace("\r\n", "\n")
    assert cast.project.guideline.versions.count() == 1


def test_nobody_publishes_over_a_version_they_have_not_seen(cast, visitor, url):
    client = visitor(cast.alice)
    publish(cast, note="I was first")
    answer = client.post(url("guideline-edit"), typed(base="1"))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "I was first" in html
    assert "# Two" in html
    assert 'name="base" value="2"' in html
    assert client.post(url("guideline-edit"), typed(base="2")).status_code == 302
    assert cast.project.guideline.versions.count() == 3
