"""The next version of a guideline: what is refused, what is recorded."""

from __future__ import annotations

import sys

import pytest

from domain.errors import Invalid, Refused
from guidelines import services
from guidelines.models import GuidelineVersion
from guidelines.selectors import chains, newest, sections
from tests.cast import NOW, SENTIMENT

MIXED = SENTIMENT.replace("neutral", "mixed")
TEXT = "# Mood\n\n## positive\n\nGlad.\n\n## neutral\n\nNeither.\n"


@pytest.fixture
def guideline(db):
    return services.start(title="Mood", text=TEXT, label_config=SENTIMENT, author="Alice", now=NOW).guideline


def publish(guideline, text=TEXT, config=SENTIMENT, **more):
    told = {"change_note": "Clearer", "author": "Alice", "now": NOW, **more}
    return services.publish(guideline, text=text, label_config=config, **told)


def test_what_changed_is_found_where_nobody_says(guideline):
    made = publish(guideline, TEXT.replace("Glad.", "Plainly glad."))
    assert (made.number, made.changed, made.mapping) == (2, ["positive"], [])
    assert newest(guideline) == made


def test_what_changed_is_what_the_lead_says(guideline):
    made = publish(guideline, TEXT.replace("Glad.", "Glad!"), changed=["neutral", "neutral"])
    assert made.changed == ["neutral"]
    with pytest.raises(Invalid, match="'sad' is no label of this version or the one before"):
        publish(guideline, changed=["sad"])


def test_a_mapping_is_checked_and_kept(guideline):
    text = TEXT.replace("neutral", "mixed")
    with pytest.raises(Invalid, match=r"mapping\[0\]: 'neutrl' is no label of the version before"):
        publish(guideline, text, MIXED, mapping=[{"kind": "rename", "from": "neutrl", "to": "mixed"}])
    made = publish(guideline, text, MIXED, mapping=[{"kind": "rename", "from": "neutral", "to": "mixed"}])
    assert made.mapping == [{"kind": "rename", "from": ["neutral"], "to": ["mixed"]}]
    first = guideline.versions.get(number=1)
    assert chains(guideline)[first.pk].became("neutral").label == "mixed"
    assert made.pk not in chains(guideline)


def test_a_text_that_names_a_label_which_is_not_there_is_refused_with_its_line(guideline):
    with pytest.raises(Invalid, match="line 7: the section “neutral” is about a label that the label config no longer has") as problem:
        publish(guideline, TEXT, MIXED)
    assert problem.value.code == "unknown_label"
    assert set(problem.value.fields) == {"text"}
    with pytest.raises(Invalid, match="line 3: an example marks 'sad'"):
        services.start(title="x", text="## positive\n\n> [x](label:sad)", label_config=SENTIMENT, author="A", now=NOW)
    assert GuidelineVersion.objects.count() == 1


def test_over_an_older_base_nothing_is_published(guideline):
    first = newest(guideline)
    publish(guideline, author="Bob", change_note="I was first")
    with pytest.raises(Refused, match="Bob published version 2 meanwhile: “I was first”") as problem:
        publish(guideline, base=first)
    assert (problem.value.code, problem.value.fields) == ("published_meanwhile", {"base": 2})
    assert publish(guideline, base=2).number == 3


def test_two_at_the_same_moment(guideline, monkeypatch):
    """The other one's row is there by the time ours is written."""
    module = sys.modules["guidelines.services.publish"]
    real = module.checked

    def checked(*given):
        monkeypatch.setattr(module, "checked", real)
        publish(guideline, author="Bob", change_note="Quick")
        return real(*given)

    monkeypatch.setattr(module, "checked", checked)
    with pytest.raises(Refused, match="Bob published version 2 meanwhile"):
        publish(guideline)


def test_line_ends_are_of_one_kind(guideline):
    assert publish(guideline, TEXT.replace("\n", "\r\n")).text == TEXT


def test_sections_have_the_label_as_it_stands_in_results(db):
    config = SENTIMENT.replace('value="positive"', 'value="Glad" alias="positive"')
    made = services.start(title="x", text="## Glad\n\n### Examples\n\n> yes\n", label_config=config, author="A", now=NOW)
    (one,) = sections(made)
    assert (one.title, one.label, one.examples[0].label) == ("Glad", "positive", "positive")
