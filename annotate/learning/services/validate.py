"""People judge what was generated: in a project of its own beside the one that learns (docs/decisions/0021)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from django.db import transaction

from annotate.accounts.models import User
from annotate.annotations.selectors import current
from annotate.items import services as items
from annotate.items.models import Generated
from annotate.projects import services as projects
from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from domain.errors import Invalid, Refused
from domain.media import fields_of
from domain.validation import RULES, Judgement, verdict
from guidelines.selectors import newest, schema_of

from ..models import Validation
from .media import PICTURE, TEXT

JUDGES = 3
# What people read, where the way in gives no words in their language.
_COMMON = {"same": "Has the new one the same label?", "apart": "Is it more than the original over again?", "yes": "Yes", "no": "No"}
WORDING = {
    TEXT: {
        **_COMMON,
        "title": "generated texts",
        "new": "A new text, made by a program",
        "original": "The text it was made from",
        "label": "The label of that one",
        "natural": "Could somebody have written it so?",
        "guideline": (
            "# Judging generated texts\n\nA program changed a text a little. Say whether the new text still has the label of the original, "
            "whether somebody could have written it so (slips of the pen are fine), and whether it is more than the same text over again. "
            "Only what most people find in order is learned from. What the labels mean stands below."
        ),
    },
    PICTURE: {
        **_COMMON,
        "title": "generated pictures",
        "new": "A new picture, made by a program",
        "original": "The picture it was made from",
        "label": "The label of that one",
        "natural": "Could it have been taken so?",
        "guideline": (
            "# Judging generated pictures\n\nA program changed a picture a little. Say whether the new picture still has the label of the "
            "original, whether it could have been taken so (another light is fine; letters in a mirror are not), and whether it is more "
            "than the same picture over again. Only what most people find in order is learned from. What the labels mean stands below."
        ),
    },
}
_QUESTIONS = {"same_label": "same", "natural": "natural", "apart": "apart"}


@transaction.atomic
def validation_for(
    project: Project, *, medium: str, by: User | None, now: dt.datetime, wording: Mapping[str, str] | None = None
) -> Validation:
    """The project's, made where there is none; whoever joined the project since is brought along."""
    Project.objects.select_for_update().get(pk=project.pk)  # two who ask at once make one
    found = Validation.objects.select_related("judged_in").filter(project=project).first()
    if found is None:
        found = _begin(project, medium, by or project.created_by, {**WORDING[medium], **(wording or {})}, now)
    elif (PICTURE in fields_of(schema_of(newest(found.judged_in.guideline)).objects)) != (medium == PICTURE):
        told = f"What was generated for this project before is judged in “{found.judged_in.title}”, which shows no {medium}s."
        raise Refused(told, code="other_medium")
    projects.bring_along(project, found.judged_in, now=now)
    return found


def _begin(project: Project, medium: str, by: User, words: Mapping[str, str], now: dt.datetime) -> Validation:
    guideline = newest(project.guideline).text.strip()
    judged_in = queue.begin(
        title=f"{project.title[:150]}: {words['title']}"[:200],
        label_config=label_config(words, medium),
        guideline=words["guideline"] + (f"\n\n---\n\n{guideline}" if guideline else ""),
        lead=by,
        now=now,
        annotators_per_task=JUDGES,
        show_suggestions=False,
        random_share=1.0,
        # Everything here is in the split of its parent, and that is train.
        train_share=1.0,
        dev_share=0.0,
        pseudonyms=project.pseudonyms,
    )
    return Validation.objects.create(project=project, judged_in=judged_in, created_by=by, created_at=now)


def label_config(words: Mapping[str, str], medium: str = TEXT) -> str:
    """Both texts or pictures, the label, and three questions with yes and no."""
    tag, new = ("Text", "text") if medium == TEXT else ("Image", "image")
    pair = [_shown(words[name], tag, field) for name, field in (("new", new), ("original", "original"))]
    if medium == PICTURE:
        # Side by side where there is room: what differs is seen at a glance.
        halves = "".join(f'<View style="flex: 1 1 15rem">{one}</View>' for one in pair)
        pair = [f'<View style="display: flex; flex-wrap: wrap; gap: 1rem">{halves}</View>']
    asked = "".join(_question(name, words[word], words, new) for name, word in _QUESTIONS.items())
    return f"<View>{''.join(pair)}{_shown(words['label'], 'Text', 'label')}{asked}</View>"


def _shown(title: str, tag: str, field: str) -> str:
    return f'<Header value={quoteattr(title)}/><{tag} name="{field}" value="${field}"/>'


def _question(name: str, title: str, words: Mapping[str, str], about: str) -> str:
    choices = "".join(f'<Choice value={quoteattr(words[one])} alias="{one}"/>' for one in ("yes", "no"))
    head = f"<Header value={quoteattr(title)}/>"
    return f'{head}<Choices name="{name}" toName="{about}" choice="single" required="true" showInline="true">{choices}</Choices>'


def judging_round(validation: Validation, *, now: dt.datetime) -> Round:
    """The open one; the next where the lead has closed the last."""
    found = validation.judged_in.rounds.filter(is_open=True).order_by("number").first()
    return found or queue.open_round(validation.judged_in, now=now)


@transaction.atomic
def set_rule_of_validation(project: Project, rule: str) -> Validation:
    """majority or all. It holds for verdicts to come. Raises `Invalid`, `Refused` (no_validation)."""
    if rule not in RULES:
        raise Invalid(f"The rule is one of {', '.join(RULES)}.", fields={"rule": "unknown"})
    found = _of(project)
    found.rule = rule
    found.save(update_fields=["rule"])
    return found


def take_verdicts(project: Project, *, now: dt.datetime) -> dict[str, int]:
    """What people have finished judging is accepted or dropped, once and for good: {accepted, dropped, waiting}. Nothing is decided while
    a seat is open or with fewer than two answers. Raises `Refused` (no_validation)."""
    validation = _of(project)
    waiting = Generated.objects.filter(item__project=validation.judged_in_id, state=Generated.WAITING)
    finished = Task.objects.filter(item__in=waiting.values("item_id"), is_finished=True, is_gold=False)
    of_item = dict(finished.order_by("pk").values_list("item_id", "pk"))
    given = _judgements(list(of_item.values()))
    counts = {"accepted": 0, "dropped": 0}
    for generated in waiting.filter(item__in=of_item).select_related("item", "parent").order_by("pk"):
        said = given.get(of_item[generated.item_id], [])
        if len(said) < 2:
            continue
        found = verdict(said, validation.rule)
        about = {"accepted": found.accepted, "judges": found.judges, "agreed": found.agreed, "reason": found.reason}
        if items.judge_generated(generated, **about, now=now):
            counts["accepted" if found.accepted else "dropped"] += 1
    return {**counts, "waiting": waiting.count()}


def _of(project: Project) -> Validation:
    found = Validation.objects.select_related("judged_in").filter(project=project).first()
    if found is None:
        raise Refused("Nothing has been generated for this project yet.", code="no_validation")
    return found


def _judgements(tasks: list[int]) -> dict[int, list[Judgement]]:
    """By task; an answer that lacks one of the three counts as none."""
    found: dict[int, list[Judgement]] = {}
    rows = current().filter(task__in=tasks).order_by("task_id", "annotator_id").values_list("task_id", "result")
    for task, result in rows:
        said = _said(result)
        if set(said) == set(_QUESTIONS):
            found.setdefault(task, []).append(Judgement(*(said[name] == "yes" for name in _QUESTIONS)))
    return found


def _said(result: Any) -> dict[str, str]:
    return {
        region["from_name"]: region["value"]["choices"][0]
        for region in result
        if region.get("from_name") in _QUESTIONS and region.get("value", {}).get("choices")
    }
