"""What a revision costs: publishing where people have annotated, the list of what it touches, annotating exactly that again."""

from __future__ import annotations

import pytest

from annotate.queue.models import Round
from annotate.review.selectors import touched
from guidelines.models import Draft
from tests.cast import SENTIMENT, TEXTS, claim, label_all, submit

TEXT = "# Sentiment\n\n## neutral\n\nNothing is felt.\n"
MIXED = SENTIMENT.replace("neutral", "mixed")


@pytest.fixture
def lead(stage, visitor):
    """Alice, after Bob and Beth labelled some texts."""
    label_all(stage, {stage.bob: ["positive", "negative", "neutral"], stage.beth: ["positive", "neutral", "neutral"]})
    return visitor(stage.alice)


def write(client, url, *, text=TEXT, config=SENTIMENT, seen=0):
    return client.post(url("guideline-edit"), {"base": "1", "seen": seen, "text": text, "label_config": config, "change_note": "Clearer"})


def publish(client, url, **more):
    return client.post(url("guideline-publish"), {"act": "publish", "seen": "1", "base": "1", "change_note": "Clearer", **more})


def page_of(answer) -> str:
    return answer.content.decode()


def test_where_people_have_annotated_publishing_says_what_it_costs(stage, lead, url):
    answer = write(lead, url)
    assert answer.headers["Location"] == url("guideline-publish")
    assert stage.project.guideline.versions.count() == 1
    html = page_of(lead.get(url("guideline-publish")))
    assert 'name="changed" value="neutral" checked' in html
    assert 'name="changed" value="positive" checked' not in html
    assert "<strong>2 texts</strong>" in html
    assert TEXTS[1] in html
    assert TEXTS[0] not in html


def test_what_is_ticked_is_counted_again(lead, url):
    write(lead, url)
    html = page_of(lead.post(url("guideline-publish"), {"act": "count", "changed": ["positive"], "change_note": "Mine"}))
    assert "<strong>1 text</strong>" in html
    assert 'value="Mine"' in html
    assert 'name="changed" value="neutral" checked' not in html


def test_published_it_lists_what_it_touches_and_queues_exactly_that(stage, lead, url):
    write(lead, url)
    answer = publish(lead, url, changed=["neutral"])
    made = stage.project.guideline.versions.get(number=2)
    assert answer.headers["Location"] == url("revision", number=2)
    assert (made.changed, Draft.objects.count()) == (["neutral"], 0)
    html = page_of(lead.get(url("revision", number=2)))
    assert TEXTS[1] in html
    assert TEXTS[2] in html
    assert TEXTS[0] not in html
    assert f"/adjudicate/{stage.project.tasks.order_by('pk')[1].pk}/" in html
    answer = lead.post(url("revision-again", number=2), {"how": "label", "label": "neutral", "seats": "1"})
    assert answer.headers["Location"] == url("rounds")
    again = stage.project.rounds.get(number=2)
    assert (again.kind, again.guideline_version, again.seats) == (Round.REANNOTATION, made, 1)
    assert {task.item.data["text"] for task in again.tasks.select_related("item")} == {TEXTS[1], TEXTS[2]}
    assert again.why == {"from_version": 1, "how": "label", "labels": ["neutral"], "pairs": [], "search": ""}
    assert again.reannotates == stage.project.rounds.get(number=1)
    html = page_of(lead.get(url("revision", number=2)))
    assert "Nothing labelled under an older version" in html
    assert "Already annotated again" in html


def test_by_confusion_and_by_words(stage, lead, url):
    write(lead, url)
    publish(lead, url, changed=["neutral"])
    at = url("revision", number=2)
    html = page_of(lead.get(at + "?how=confusion&label=neutral"))
    assert "<strong>1 text</strong>" in html
    assert "neutral / negative" in html
    assert "Nothing labelled" in page_of(lead.get(at + "?how=confusion&label=neutral&against=positive"))
    assert TEXTS[0] in page_of(lead.get(at + "?how=search&q=LOVE"))
    assert "Nothing labelled" in page_of(lead.get(at + "?how=label"))
    assert lead.get(at + "?how=nonsense&after=-5&label=%00").status_code == 200


def test_nothing_to_annotate_again_is_told(stage, lead, url):
    write(lead, url)
    publish(lead, url, changed=["neutral"])
    answer = lead.post(url("revision-again", number=2), {"how": "search", "q": "nowhere", "seats": "1"}, follow=True)
    assert "Nothing that was annotated under an older version is touched by this." in page_of(answer)
    answer = lead.post(url("revision-again", number=2), {"how": "label", "label": "neutral", "seats": "99"}, follow=True)
    assert "1 to 20" in page_of(answer)
    assert stage.project.rounds.count() == 1


def test_where_much_is_touched_a_job_gathers_it(stage, lead, url, run_jobs, monkeypatch):
    monkeypatch.setattr(touched, "COUNT_TO", 1)
    write(lead, url)
    publish(lead, url, changed=["neutral"])
    html = page_of(lead.get(url("revision", number=2)))
    assert "1 texts or more" in html
    lead.post(url("revision-again", number=2), {"how": "label", "label": "neutral", "seats": "2", "title": "Again"})
    assert stage.project.rounds.count() == 1
    (job,) = [job for job in run_jobs() if job.kind == "reannotate"]
    assert (job.state, job.result) == ("done", {"round": 2, "texts": 2})
    assert stage.project.rounds.get(number=2).title == "Again"
    from annotate.jobs.kinds import KINDS

    assert KINDS["reannotate"](job, lambda *_: None) == {"round": 2, "texts": 2}
    assert stage.project.rounds.count() == 2


def test_what_became_of_a_label_is_written_down(stage, lead, url):
    write(lead, url, text="# Sentiment", config=MIXED)
    html = page_of(lead.get(url("guideline-publish")))
    assert '<option value="to:mixed" selected>' in html
    publish(lead, url, changed=["mixed"], **{"became-2": "to:mixed"})
    made = stage.project.guideline.versions.get(number=2)
    assert made.mapping == [{"kind": "rename", "from": ["neutral"], "to": ["mixed"]}]
    html = page_of(lead.get(url("revision", number=2)))
    assert "<strong>2 texts</strong>" in html


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"became-2": "retire"}, [{"kind": "retire", "from": ["neutral"], "to": []}]),
        ({"became-2": "to:positive"}, [{"kind": "merge", "from": ["neutral"], "to": ["positive"]}]),
        ({"became-2": "split", "split-2": ["mixed", "positive"]}, [{"kind": "split", "from": ["neutral"], "to": ["mixed", "positive"]}]),
        ({"became-2": ""}, []),
    ],
)
def test_retired_merged_split_or_not_said(stage, lead, url, typed, expected):
    write(lead, url, text="# Sentiment", config=MIXED)
    publish(lead, url, **typed)
    assert stage.project.guideline.versions.get(number=2).mapping == expected


def test_a_mapping_that_does_not_hold_is_told_and_kept(stage, lead, url):
    write(lead, url, text="# Sentiment", config=MIXED)
    answer = publish(lead, url, **{"became-2": "split", "split-2": ["mixed"]})
    html = page_of(answer)
    assert answer.status_code == 400
    assert "a split is from one label to two or more" in html
    assert '<option value="split" selected>' in html
    assert stage.project.guideline.versions.count() == 1
    assert Draft.objects.count() == 1


def test_a_text_that_names_a_label_which_is_not_there_cannot_be_published(stage, lead, url):
    write(lead, url, text=TEXT, config=MIXED)
    html = page_of(lead.get(url("guideline-publish")))
    assert "line 3: the section “neutral” is about a label that the label config no longer has" in html
    assert publish(lead, url).status_code == 400
    assert stage.project.guideline.versions.count() == 1


def test_two_publish_at_once_and_nothing_is_lost(stage, lead, url):
    from annotate.projects import services as projects

    write(lead, url)
    projects.publish_guideline(
        stage.project, text="# Quick", label_config=SENTIMENT, change_note="I was first", author=stage.dora, now="2026-03-02T09:00Z"
    )
    answer = publish(lead, url)
    assert answer.status_code == 400
    assert "published version 2 meanwhile: “I was first”" in page_of(answer)
    assert Draft.objects.get().text == TEXT
    html = page_of(lead.get(url("guideline-publish")))
    assert "published version 2 after this draft was begun" in html
    assert publish(lead, url, base="2").status_code == 302
    assert stage.project.guideline.versions.get(number=3).text == TEXT


def test_a_label_is_deleted_while_somebody_labels_with_it(stage, lead, url):
    """Their seat is under the old version, and so is what they submit."""
    seat = claim(stage, stage.bob)
    write(lead, url, text="# Sentiment", config=MIXED)
    publish(lead, url, changed=["mixed"], **{"became-2": "to:mixed"})
    made = submit(seat, "neutral")
    assert (made.label, made.guideline_version.number) == ("neutral", 1)
    assert "<strong>3 texts</strong>" in page_of(lead.get(url("revision", number=2)))


def test_only_a_lead_sees_what_people_gave(stage, lead, visitor, url):
    write(lead, url)
    publish(lead, url)
    for person in (stage.bob, stage.dora, stage.vera):
        client = visitor(person)
        assert client.get(url("revision", number=2)).status_code == 403
        assert client.get(url("guideline-publish")).status_code == 403
        assert client.post(url("revision-again", number=2)).status_code == 403
    assert visitor(stage.charlie).get(url("revision", number=2)).status_code == 404
    assert lead.get(url("revision", number=7)).status_code == 404


def test_without_a_draft_there_is_nothing_to_publish(stage, lead, url):
    assert lead.get(url("guideline-publish")).headers["Location"] == url("guideline")
