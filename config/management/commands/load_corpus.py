"""`manage.py load_corpus hutto2014/amazon`: a real corpus in which every text was rated by some twenty people.

Hutto & Gilbert, "VADER", ICWSM 2014; the ratings come with the source distribution of vaderSentiment 0.5, which pip fetches
into a cache folder and never installs.
"""

from __future__ import annotations

from collections import defaultdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from annotate.accounts.models import User
from annotate.accounts.services import account
from annotate.annotations.services import Vote, record_votes
from annotate.items.corpora import hutto2014
from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Task
from domain.errors import Problem
from domain.formats import Row

LABEL_CONFIG = """<View>
  <Header value="What does the writer feel about it?"/>
  <Text name="text" value="$text"/>
  <Choices name="sentiment" toName="text" choice="single" required="true" showInline="true">
    <Choice value="negative" hotkey="n"/>
    <Choice value="neutral" hotkey="u"/>
    <Choice value="positive" hotkey="p"/>
  </Choices>
</View>
"""
GUIDELINE = """# Sentiment of a sentence

Judge what the **writer feels** about the thing the sentence is about. Read the sentence alone: do not guess what came before.

## positive
The writer likes, praises or recommends it. *"Works like a charm."*

## negative
The writer dislikes, criticises or warns. *"It broke after a week."*

## neutral
A fact without a feeling, or as much for it as against it. *"It comes with two cables."*

### Hard cases
- Praise with a "but": what weighs more in the sentence as a whole? If neither, neutral.
- Irony counts as what is meant, not what is said.
- A feeling about something else (the weather, another product) does not count.
"""
NAMES = ("amazon", "nyt", "tweets", "movies")


class Command(BaseCommand):
    help = "Load a real corpus as a project: hutto2014/amazon, /nyt, /tweets or /movies."

    def add_arguments(self, parser):
        parser.add_argument("corpus", choices=[f"hutto2014/{name}" for name in NAMES])
        parser.add_argument("--lead", default="lead@demo.test", help="e-mail of the project's lead (made if need be)")
        parser.add_argument("--title", default="")
        parser.add_argument("--rated", type=int, help="only so many items keep their ratings (a finished round); the others wait")
        parser.add_argument("--seats", type=int, default=2, help="annotators per task of the round that is left open")

    def handle(self, *args, corpus, lead, title, rated, seats, **options):
        name = corpus.partition("/")[2]
        try:
            project = load(name, lead=lead, title=title or f"{name.title()} sentiment", rated=rated, seats=seats)
        except Problem as problem:
            raise CommandError(problem.message) from None
        self.stdout.write(f"  Project {project.pk}: {project.title}, {project.items.count():,} items")


@transaction.atomic
def load(name: str, *, lead: str, title: str, rated: int | None, seats: int) -> Project:
    now = timezone.now()
    corpus = hutto2014(name, settings.MALMOI_DATA / "cache")
    user, _ = account(lead)
    project = queue.begin(
        title=title, label_config=LABEL_CONFIG, guideline=GUIDELINE, lead=user, now=now, annotators_per_task=seats, level="ordinal"
    )
    # The source's id is part of the data, so that two texts alike keep their own ratings and the published figures come out.
    rows = [
        Row(number=n, data={"text": item.text, "id": item.id}, meta={"source": corpus.source, "licence": corpus.licence})
        for n, item in enumerate(corpus.items, 1)
    ]
    first = rows if rated is None else rows[:rated]
    _bring(project, first, user, now, f"hutto2014/{name}, rated")
    round = project.rounds.get(is_open=True)
    _record(round, corpus, now)
    type(round).objects.filter(pk=round.pk).update(title=f"Ratings of hutto2014/{name}")
    round.refresh_from_db()
    if len(first) < len(rows):
        queue.open_round(project, now=now, title="Labelling")
        _bring(project, rows[len(first) :], user, now, f"hutto2014/{name}, unlabelled")
    else:
        queue.close_round(round, now=now)
    return project


def _bring(project: Project, rows: list[Row], user: User, now, name: str) -> None:
    batch = queue.start_import(project, name=name, by=user, now=now)
    queue.take_in(batch, rows, now=now)


def _record(round, corpus, now) -> None:
    """One vote per rating. Column k of the source is not one person: its seats are anonymous, "rater 07" is a place at the table."""
    ratings: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for item, rater, label in corpus.ratings():
        ratings[item].append((rater, label))
    tasks = Task.objects.filter(round=round).order_by("pk").values_list("pk", "item__data__id")
    seats = {name: _seat(name) for name in sorted({rater for votes in ratings.values() for rater, _ in votes})}
    record_votes(
        round,
        (
            Vote(task_id=task, annotator=seats[rater], result=_result(label))
            for task, item in tasks
            for rater, label in ratings[item]
        ),
        now=now,
    )


def _seat(name: str) -> User:
    email = f"{name}@hutto2014.invalid"
    found, made = account(email, name=name.replace("-", " ").title())
    if made:
        found.is_active = False
        found.save(update_fields=["is_active"])
    return found


def _result(label: str) -> list[dict]:
    return [{"from_name": "sentiment", "to_name": "text", "type": "choices", "value": {"choices": [label]}}]
