"""A project full of what only a lead may see, each as a word that stands nowhere else; and every address there is, filled in."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from annotate.annotations import services as annotations
from annotate.annotations.models import Annotation, Question
from annotate.items.models import Gold
from annotate.projects import services as projects
from annotate.queue.models import Assignment, Task
from annotate.review.models import Agreement, Decision, Opinion
from tests import cast as people
from tests.cast import Cast, chosen, claim

CONFIG = """
<View>
  <Text name="text" value="$text"/>
  <Choices name="sentiment" toName="text" choice="single" required="true"><Choice value="positive"/><Choice value="negative"/></Choices>
  <TextArea name="why" toName="text"/>
</View>
"""
# What no annotator and no stranger may find anywhere.
SECRETS = {
    "a teammate's name": "Zelkova Hornbeam",
    "a teammate's address": "beth@example.org",
    "an adjudicator's name": "Larkspur Dorantes",
    "a viewer's name": "Verbena Vetch",
    "a teammate's label": "quixotic-label-of-beth",
    "a teammate's question": "jabberwock-question-of-beth",
    "hidden gold": "xylophone-gold-answer",
    "why gold is gold": "zeppelin-gold-reason",
    "a teammate's region": "Kirrinport",
    "a teammate's training": "oboe-academy-diploma",
    "a teammate's answer to the lead": "marzipan-answer",
    "a figure of agreement": "fandango-agreement-figure",
    "the note of a decision": "bergamot-decision-note",
    "the note of an opinion": "cardamom-opinion-note",
    "a teammate's pause": "turmeric-pause-reason",
    "my own pause": "sassafras-pause-reason",
    "the note of an invitation": "rhubarb-invitation-note",
    "the share of gold": "0.4321",
    "the pass mark of gold": "0.5432",
    "a teammate's practice": "0.7654",
}
# What not even a member's project may tell a stranger.
OURS = {"the title": "Pomegranate Reviews", "a text": "persimmon-text", "the guideline": "tamarind-guideline"}


@dataclass
class Planted:
    cast: Cast
    mine: Assignment


def plant(now: dt.datetime | None = None) -> Planted:
    """Bob looks for it; Beth has worked, asked, told about herself and rests; there is gold, a decision, a measurement."""
    now = now or timezone.now()
    cast = people.play(
        label_config=CONFIG, guideline=f"# {OURS['the guideline']}", texts=[f"{OURS['a text']} {n}" for n in range(6)], seats=2
    )
    projects.configure(cast.project, title=OURS["the title"], gold_share=0.4321, gold_pass=0.5432)
    for user, name in ((cast.beth, "a teammate's name"), (cast.dora, "an adjudicator's name"), (cast.vera, "a viewer's name")):
        user.name = SECRETS[name]
        user.save()
    first = _submitted(cast, cast.beth, SECRETS["a teammate's label"], now)
    annotations.ask(first.assignment, id=uuid.uuid4(), text=SECRETS["a teammate's question"], label="", now=now)
    mine = _submitted(cast, cast.bob, "my own words", now).assignment
    _submitted(cast, cast.bob, "my own words", now)
    _judge(cast, first, now)
    _describe(cast, now)
    return Planted(cast, mine)


def _submitted(cast: Cast, who: Any, words: str, now: dt.datetime) -> Annotation:
    seat = claim(cast, who, now=now)
    assert seat is not None
    said = {"from_name": "why", "to_name": "text", "type": "textarea", "value": {"text": [words]}}
    made, _ = annotations.submit(seat, id=uuid.uuid4(), result=[*chosen("negative"), said], seconds=3.0, now=now)
    return made


def _judge(cast: Cast, on: Annotation, now: dt.datetime) -> None:
    project, task = cast.project, on.task
    known = [{"from_name": "why", "to_name": "text", "type": "textarea", "value": {"text": [SECRETS["hidden gold"]]}}]
    last = Task.objects.filter(project=project).latest("pk")
    Gold.objects.create(
        project=project,
        item_id=last.item_id,
        use=Gold.HIDDEN,
        result=known,
        label=SECRETS["hidden gold"],
        why=SECRETS["why gold is gold"],
        made_by=cast.alice,
        created_at=now,
    )
    Task.objects.filter(pk=last.pk).update(is_gold=True)
    both = {"task": task, "project": project, "label": "negative", "result": chosen("negative"), "created_at": now}
    Decision.objects.create(rule=Decision.ADJUDICATED, decided_by=cast.dora, note=SECRETS["the note of a decision"], **both)
    Opinion.objects.create(by=cast.dora, note=SECRETS["the note of an opinion"], **both)
    note = {"annotations": 0, "note": SECRETS["a figure of agreement"]}
    Agreement.objects.create(project=project, level="nominal", annotations=3, figures=note, measured_at=now)


def _describe(cast: Cast, now: dt.datetime) -> None:
    project = cast.project
    projects.configure(project, profile_fields=[{"name": "note", "label": "Anything else?"}])
    told = {"region": SECRETS["a teammate's region"], "training": SECRETS["a teammate's training"]}
    projects.describe(project, cast.beth, now=now, fields={"note": SECRETS["a teammate's answer to the lead"]}, **told)
    projects.pause(project, cast.beth, reason=SECRETS["a teammate's pause"], now=now)
    projects.score_training(project, cast.beth, 0.7654)
    projects.invite_by_link(project, role="viewer", by=cast.alice, now=now, note=SECRETS["the note of an invitation"])


def addresses(planted: Planted) -> list[str]:
    """Every address that the project has, each parameter filled with ids of rows that are there: those of others above all."""
    return sorted({f"/{path}" for path in _paths(get_resolver().url_patterns, "", _values(planted))})


def _values(planted: Planted) -> dict[str, list[str]]:
    project = planted.cast.project
    theirs = Annotation.objects.filter(annotator=planted.cast.beth).get()
    ids = {
        "user_id": [planted.cast.beth.pk],
        "member_id": [project.memberships.get(user=planted.cast.beth).pk],
        "task_id": [theirs.task_id, Task.objects.filter(project=project, is_gold=True).latest("pk").pk],
        "assignment_id": [theirs.assignment_id, planted.mine.pk],
        "question_id": list(Question.objects.values_list("pk", flat=True)),
        "invitation_id": list(project.invitations.values_list("pk", flat=True)),
        "item_id": [theirs.task.item_id],
        "number": [1],
    }
    return {"pk": [str(project.pk)], "project_id": [str(project.pk)], **{name: [str(one) for one in found] for name, found in ids.items()}}


def _paths(patterns: list[Any], before: str, known: dict[str, list[str]]) -> Iterator[str]:
    """A parameter nobody thought of here gets the first few ids and, where it is text, a label."""
    for one in patterns:
        if isinstance(one, URLResolver):
            if not str(one.pattern).startswith(("admin", "static")):
                yield from _paths(one.url_patterns, before + str(one.pattern), known)
        elif isinstance(one, URLPattern) and isinstance(one.pattern, RoutePattern):
            converters = one.pattern.converters
            each = [known.get(name) or _unknown(type(how).__name__) for name, how in converters.items()]
            for filled in itertools.product(*each):
                path = before + str(one.pattern)
                for (name, how), value in zip(converters.items(), filled, strict=True):
                    kind = type(how).__name__.removesuffix("Converter").lower().replace("string", "str")
                    path = path.replace(f"<{kind}:{name}>", value).replace(f"<{name}>", value)
                yield path


def _unknown(converter: str) -> list[str]:
    return {"IntConverter": ["1", "2"], "UUIDConverter": [str(uuid.UUID(int=1))]}.get(converter, ["negative", "x"])
