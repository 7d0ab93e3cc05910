"""The guideline: any version is read, the lead publishes the next."""

from __future__ import annotations

import pytest

from annotate.projects import services
from guidelines import services as guidelines
from guidelines.models import Draft
from tests.cast import NOW, SENTIMENT, person, play

NEXT = SENTIMENT.replace("neutral", "mixed")


def test_markdown_is_drawn_and_html_stays_text(db, visitor):
    cast = play(guideline="# Rule\n\n**Mind** <script>alert(1)</script> [a](javascript:alert(1)) ![x](https://e.example/x.png)")
    html = visitor(cast.bob).get(f"/projects/{cast.project.pk}/guideline/").content.decode()
    assert "<strong>Mind</strong>" in html
    assert '<h2 id="guide-rule">Rule</h2>' in html
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
    return services.publish_guideline(cast.project, text="# Two", label_config=NEXT, change_note=note, author=cast.alice, now=NOW)


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


def draft(cast):
    return Draft.objects.filter(guideline=cast.project.guideline).first()


def page_of(answer) -> str:
    return answer.content.decode()


def test_a_draft_is_saved_and_goes_on(cast, visitor, url):
    client = visitor(cast.alice)
    assert client.post(url("guideline-edit"), typed(act="save", change_note="")).status_code == 302
    assert (draft(cast).text, draft(cast).edited_by) == ("# Two\n\n& more", "alice@example.org")
    assert cast.project.guideline.versions.count() == 1
    html = page_of(client.get(url("guideline-edit")))
    assert "# Two\n\n&amp; more" in html
    assert 'name="seen" value="1"' in html
    assert "Go on with the draft" in page_of(client.get(url("guideline")))
    assert "is being written" not in page_of(visitor(cast.bob).get(url("guideline")))


def test_a_draft_that_does_not_hold_is_saved_all_the_same(cast, visitor, url):
    client = visitor(cast.alice)
    assert client.post(url("guideline-edit"), typed(act="save", label_config="<View>", text="## x {sad}")).status_code == 302
    answer = client.post(url("guideline-edit"), typed(seen="1", label_config="<View>", text="## x {sad}"))
    assert answer.status_code == 400
    assert "not well-formed XML" in page_of(answer)
    answer = client.post(url("guideline-edit"), typed(seen="2", text="## x {sad}"))
    assert "line 1: the section “x” is about the label &#x27;sad&#x27;" in page_of(answer)
    assert draft(cast).text == "## x {sad}"


def test_somebody_else_is_writing(cast, visitor, url):
    other = person("eve")
    services.invite(cast.project, email=other.email, role="lead", now=NOW)
    visitor(other).post(url("guideline-edit"), typed(act="save", text="# Theirs"))
    client = visitor(cast.alice)
    html = page_of(client.get(url("guideline-edit")))
    assert "eve is editing this draft now." in html
    answer = client.post(url("guideline-edit"), typed(act="save", seen="1", text="# Mine alone"))
    html = page_of(answer)
    assert answer.status_code == 400
    assert "eve@example.org is editing the draft" in html
    assert "# Mine alone" in html
    assert "Theirs" in html
    assert draft(cast).text == "# Theirs"
    assert client.post(url("guideline-edit"), typed(act="take", seen="1", text="# Mine alone")).status_code == 302
    assert (draft(cast).text, draft(cast).locked_by) == ("# Mine alone", "alice@example.org")
    answer = visitor(other).post(url("guideline-edit"), typed(act="save", seen="1", text="# Theirs again"))
    assert "alice@example.org is editing the draft" in page_of(answer)
    assert "# Theirs again" in page_of(answer)


def test_an_older_page_does_not_overwrite_the_draft(cast, visitor, url):
    client = visitor(cast.alice)
    client.post(url("guideline-edit"), typed(act="save"))
    answer = client.post(url("guideline-edit"), typed(act="save", seen="0", text="# From an old tab"))
    assert answer.status_code == 400
    assert "saved the draft since you opened it" in page_of(answer)
    assert 'name="seen" value="1"' in page_of(answer)
    assert client.post(url("guideline-edit"), typed(act="save", seen="1", text="# From an old tab")).status_code == 302


def test_a_sign_of_life_and_letting_go(cast, visitor, url):
    other = person("eve")
    services.invite(cast.project, email=other.email, role="lead", now=NOW)
    assert visitor(cast.alice).post(url("guideline-hold")).json()["held"] is True
    answer = visitor(other).post(url("guideline-hold"))
    assert (answer.status_code, answer.json()["by"]) == (409, "Alice")
    visitor(cast.alice).post(url("guideline-hold"), {"act": "done"})
    assert visitor(other).post(url("guideline-hold")).status_code == 200
    assert visitor(cast.bob).post(url("guideline-hold")).status_code == 403


def test_the_draft_is_thrown_away(cast, visitor, url):
    client = visitor(cast.alice)
    client.post(url("guideline-edit"), typed(act="save"))
    assert client.post(url("guideline-edit"), {"act": "discard", "seen": "0"}).headers["Location"] == url("guideline-edit")
    assert draft(cast)
    assert client.post(url("guideline-edit"), {"act": "discard", "seen": "1"}).headers["Location"] == url("guideline")
    assert draft(cast) is None


def test_examples_that_wait_are_shown_and_can_be_left_out(cast, visitor, url):
    client = visitor(cast.alice)
    client.post(url("guideline-hold"))
    made, _ = guidelines.propose_example(
        cast.project.guideline, label="positive", text="Lovely <b>", source="question:1", by="bob", now=NOW
    )
    html = page_of(client.get(url("guideline-edit")))
    assert "Lovely &lt;b&gt;" in html
    client.post(url("example-dismiss", example_id=made.pk))
    assert "Lovely" not in page_of(client.get(url("guideline-edit")))
    assert client.post(url("example-dismiss", example_id=99999)).status_code == 404


def test_two_versions_side_by_side(cast, visitor, url):
    publish(cast)
    html = page_of(visitor(cast.bob).get(url("guideline-diff")))
    assert "version 1 and version 2" in html
    assert "<del>What does the writer feel?</del>" in html
    assert "<strong>neutral</strong> → <strong>mixed</strong>" in html
    assert visitor(cast.bob).get(url("guideline-diff") + "?from=1&to=9").status_code == 404
    assert "The text is the same." in page_of(visitor(cast.bob).get(url("guideline-diff") + "?from=2&to=2"))


def test_contents_and_marked_examples(db, visitor):
    cast = play(guideline="# How\n\n## positive\n\n### Examples\n\n> I [love](label:positive) it\n\n— plainly")
    html = page_of(visitor(cast.bob).get(f"/projects/{cast.project.pk}/guideline/"))
    assert '<a href="#guide-positive">positive</a>' in html
    assert '<mark class="span-of">love<small>positive</small></mark>' in html
