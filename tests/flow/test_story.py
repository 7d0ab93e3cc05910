"""Two rounds on real texts: agreement is low, disputes are read, the guideline is revised, exactly the touched texts are annotated again,
agreement rises, and every label can be traced to the rule it was made under. The same script makes docs/story.md."""

from __future__ import annotations

import json

import pytest

from annotate.annotations.models import Annotation
from annotate.queue.models import Round, Task
from bench.story.people import READERS, texts
from bench.story.script import TARGET, House, Story
from tests.cast import person

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(api, run_jobs) -> Story:
    clients = {name: api(person(name)) for name in ("Alice", "Dora", *(reader.name for reader in READERS))}

    def call(who, method, path, body=None):
        client = clients[who]
        more = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer = client.generic(method, "/api/v1/" + path, **more)
        return answer.status_code, answer.json() if answer.content else {}

    return Story(House(call, run_jobs))


def test_a_revision_that_pays(story):
    story.begin()
    pilot = Round.objects.get(project=story.project, kind="pilot")
    assert Task.objects.filter(round=pilot).count() == len(texts()) == 160

    # The guideline leaves something open, and it shows.
    story.annotate(pilot.number, version=1)
    before = story.agreement(pilot.number)
    assert before["high"] < TARGET
    assert story.go_on_regardless() == "under_target"

    # Disputes are read; what they teach goes into the next version.
    decided = story.read_disputes()
    assert len(decided) == 3
    version = story.revise()
    assert (version["number"], version["changed"]) == (2, ["neutral"])
    assert "A weak judgement is a judgement." in version["text"]

    # Exactly the texts that somebody called neutral are touched, and exactly these are annotated again.
    given = story.labels[pilot.number]
    expected = {text for text, labels in given.items() if "neutral" in labels}
    assert 0 < len(expected) < 160
    assert {task.item.data["text"] for task in Task.objects.filter(pk__in=story.touched()).select_related("item")} == expected
    again = Round.objects.get(pk=story.again()["id"])
    assert (again.kind, again.reannotates, again.guideline_version_id) == ("reannotation", pilot, version["id"])
    assert {task.item.data["text"] for task in Task.objects.filter(round=again).select_related("item")} == expected

    # Agreement rises, on the same texts and by more than chance.
    story.annotate(again.number, version=2)
    after = story.agreement(again.number)
    assert after["low"] > before["high"]

    # Every label can be traced to the rule it was made under; nothing that people wrote was changed.
    for vote in Annotation.objects.filter(project=story.project).select_related("task__round", "guideline_version", "task__item"):
        assert vote.guideline_version == vote.task.round.guideline_version
        assert vote.label in story.labels[vote.task.round.number][vote.task.item.data["text"]]
    assert Annotation.objects.filter(task__round=pilot).count() == 160 * 3
    assert story.agreement(pilot.number)["value"] == before["value"]

    # A release takes each text as it was decided last, and says under which version.
    story.settle()
    story.release()
    rows = _released(story)
    under = {row["data"]["text"]: {vote["guideline"] for vote in row["votes"]} for row in rows}
    for text, numbers in under.items():
        assert numbers == ({2} if text in expected else {1})
    assert len(under) > 140


def _released(story: Story) -> list[dict]:
    from annotate.corpus.models import Release
    from annotate.corpus.selectors import contents

    return list(contents(Release.objects.get(project=story.project)))
