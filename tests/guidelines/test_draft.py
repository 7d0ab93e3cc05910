"""The draft: edited together, by one person at a time; nothing that somebody wrote is lost."""

from __future__ import annotations

import datetime as dt

import pytest

from domain.errors import Invalid, Refused
from guidelines import services
from guidelines.models import Draft
from guidelines.selectors import draft_of, holder, newest, waiting
from tests.cast import NOW, SENTIMENT

TEXT = "# Mood\n\n## positive\n\nGlad.\n"
LATER = NOW + services.LOCK + dt.timedelta(seconds=1)


@pytest.fixture
def guideline(db):
    return services.start(title="Mood", text=TEXT, label_config=SENTIMENT, author="Alice", now=NOW).guideline


def save(guideline, by="alice", seen=0, text="# Two", now=NOW, **more):
    return services.save(guideline, by=by, seen=seen, text=text, label_config=SENTIMENT, now=now, **more)


def propose(guideline, source="question:1", text="Lovely", label="positive", **more):
    return services.propose_example(guideline, label=label, text=text, source=source, by="bob", now=NOW, **more)


def publish_draft(guideline, seen=1, **more):
    told = {"by": "alice", "author": "Alice", "change_note": "Clearer", "now": NOW, **more}
    return services.publish_draft(guideline, seen=seen, **told)


def test_it_begins_as_the_newest_version(guideline):
    draft = services.open_draft(guideline, now=NOW)
    assert (draft.text, draft.label_config, draft.base) == (TEXT, SENTIMENT, newest(guideline))
    assert services.open_draft(guideline, now=LATER) == draft


def test_who_saves_keeps_it_for_a_while(guideline):
    draft = save(guideline, text="# Two\r\n")
    assert (draft.text, draft.revision, draft.edited_by, holder(draft, NOW)) == ("# Two\n", 1, "alice", "alice")
    with pytest.raises(Refused, match="alice is editing the draft") as problem:
        save(guideline, by="bob", seen=1, text="# Mine")
    assert problem.value.code == "locked"
    assert holder(draft, LATER) == ""
    assert save(guideline, by="bob", seen=1, text="# Mine", now=LATER).text == "# Mine"


def test_a_sign_of_life_keeps_it_longer(guideline):
    services.hold(guideline, by="alice", now=NOW)
    services.hold(guideline, by="alice", now=LATER - dt.timedelta(seconds=2))
    with pytest.raises(Refused, match="alice is editing"):
        services.hold(guideline, by="bob", now=LATER)


def test_it_can_be_taken_over_and_the_other_is_told(guideline):
    save(guideline, text="# Alice's")
    services.hold(guideline, by="bob", over=True, now=NOW)
    with pytest.raises(Refused, match="bob is editing the draft") as problem:
        save(guideline, seen=1, text="# Alice's second")
    assert problem.value.fields["locked_by"] == "bob"
    assert draft_of(guideline).text == "# Alice's"


def test_over_what_one_has_not_seen_nothing_is_saved(guideline):
    save(guideline)
    with pytest.raises(Refused, match="alice saved the draft since you opened it") as problem:
        save(guideline, seen=0, text="# Again")
    assert (problem.value.code, problem.value.fields) == ("draft_changed", {"revision": 1})


def test_a_draft_may_be_unfinished(guideline):
    made = services.save(guideline, by="alice", seen=0, text="## gone {sad}", label_config="<View>", now=NOW)
    assert made.label_config == "<View>"
    with pytest.raises(Invalid, match="not well-formed"):
        publish_draft(guideline)
    assert Draft.objects.get().text == "## gone {sad}"


def test_an_example_goes_in_at_once_where_nobody_edits(guideline):
    made, new = propose(guideline, spans=[{"start": 0, "end": 6, "label": "positive"}], why="It says so.")
    assert new
    assert made.placed_at == NOW
    draft = draft_of(guideline)
    assert draft.text == TEXT + "\n### Examples\n\n> [Lovely](label:positive)\n\n— It says so.\n"
    assert draft.revision == 1


def test_the_same_source_is_one_example(guideline):
    first, _ = propose(guideline)
    again, new = propose(guideline, text="Something else")
    assert (again, new) == (first, False)
    assert draft_of(guideline).text.count("> Lovely") == 1


def test_while_somebody_edits_it_waits_for_their_save(guideline):
    services.hold(guideline, by="alice", now=NOW)
    made, _ = propose(guideline)
    assert made.placed_at is None
    assert list(waiting(guideline)) == [made]
    draft = save(guideline, text=TEXT + "\nMore.\n")
    assert "More.\n\n### Examples\n\n> Lovely" in draft.text
    assert draft.revision == 2
    made.refresh_from_db()
    assert made.placed_at == NOW


def test_or_until_they_are_done(guideline):
    services.hold(guideline, by="alice", now=NOW)
    propose(guideline)
    services.let_go(guideline, by="bob", now=NOW)
    assert waiting(guideline).count() == 1
    services.let_go(guideline, by="alice", now=NOW)
    assert "> Lovely" in draft_of(guideline).text
    assert holder(draft_of(guideline), NOW) == ""


def test_an_example_of_a_label_that_is_not_there_goes_on_waiting(guideline):
    made, _ = propose(guideline, label="mixed")
    assert made.placed_at is None
    with_mixed = SENTIMENT.replace("</Choices>", '<Choice value="mixed"/></Choices>')
    services.save(guideline, by="alice", seen=draft_of(guideline).revision, text=TEXT, label_config=with_mixed, now=NOW)
    assert "## mixed\n\n### Examples\n\n> Lovely" in draft_of(guideline).text


def test_one_that_waits_can_be_dismissed_and_one_in_the_draft_not(guideline):
    placed, _ = propose(guideline)
    with pytest.raises(Refused, match="stands in the draft already"):
        services.dismiss(placed, now=NOW)
    services.hold(guideline, by="alice", now=NOW)
    later, _ = propose(guideline, source="question:2", text="Nice")
    services.dismiss(later, now=NOW)
    assert "> Nice" not in save(guideline, seen=1, text=draft_of(guideline).text).text


@pytest.mark.parametrize(
    "wrong", [{"source": ""}, {"source": "x" * 101}, {"text": " "}, {"kind": "x"}, {"spans": [{"start": 0, "end": 99}]}]
)
def test_what_is_no_example_is_refused(guideline, wrong):
    with pytest.raises(Invalid):
        propose(guideline, **wrong)
    assert not guideline.examples.exists()


def test_a_draft_becomes_the_next_version_and_is_gone(guideline):
    propose(guideline)
    made = publish_draft(guideline)
    assert (made.number, made.author, made.change_note, made.changed) == (2, "Alice", "Clearer", ["positive"])
    assert "> Lovely" in made.text
    assert draft_of(guideline) is None


def test_somebody_else_published_meanwhile_and_the_draft_stays(guideline):
    save(guideline, text="# Mine")
    services.publish(guideline, text="# Theirs", label_config=SENTIMENT, change_note="Quick", author="Bob", now=NOW)
    with pytest.raises(Refused, match="Bob published version 2 meanwhile: “Quick”"):
        publish_draft(guideline)
    assert draft_of(guideline).text == "# Mine"
    assert publish_draft(guideline, base=2).text == "# Mine"


def test_nobody_publishes_what_they_have_not_seen(guideline):
    save(guideline)
    with pytest.raises(Refused, match="saved the draft since you opened it"):
        publish_draft(guideline, seen=0)
    with pytest.raises(Refused, match="alice is editing the draft"):
        publish_draft(guideline, by="bob")
    with pytest.raises(Invalid, match="say in a sentence what changed"):
        publish_draft(guideline, change_note=" ")
    assert guideline.versions.count() == 1


def test_without_a_draft_there_is_nothing_to_publish(guideline):
    with pytest.raises(Refused, match="no draft"):
        publish_draft(guideline)


def test_thrown_away_its_examples_wait_again(guideline):
    made, _ = propose(guideline)
    services.discard(guideline, by="alice", seen=1, now=NOW)
    assert draft_of(guideline) is None
    assert list(waiting(guideline)) == [made]
    services.discard(guideline, by="alice", seen=1, now=NOW)
