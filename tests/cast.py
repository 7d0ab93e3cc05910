"""The people of the tests. Alice leads, Bob and Beth annotate, Charlie is a stranger who must see nothing, Dora adjudicates,
Vera only looks."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from annotate.accounts.models import User
from annotate.annotations import services as annotations
from annotate.annotations.models import Annotation
from annotate.projects import services as projects
from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Assignment, Round
from domain.formats import Row

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
SENTIMENT = """
<View>
  <Text name="text" value="$text"/>
  <Choices name="sentiment" toName="text" choice="single" required="true">
    <Choice value="positive" hotkey="p"/>
    <Choice value="negative" hotkey="n"/>
    <Choice value="neutral" hotkey="o"/>
  </Choices>
</View>
"""
TEXTS = [
    "I love it",
    "Not for me",
    "It is a box",
    "값이 싸고 좋아요",
    "별로예요 \U0001f44e\U0001f3fd",
    "مرحبا بالعالم",
    "e\u0301te\u0301",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 family",
]


def person(name: str) -> User:
    email = f"{name.lower()}@example.org"
    return User.objects.filter(email=email).first() or User.objects.create_user(email, "correct horse battery", name=name)


@dataclass
class Cast:
    """A project with its people and, where asked, some tasks."""

    project: Project
    alice: User
    bob: User
    beth: User
    charlie: User
    dora: User
    vera: User
    others: list[User] = field(default_factory=list)

    @property
    def round(self) -> Round:
        return self.project.rounds.get(is_open=True)


def play(*, texts: list[str] | None = None, seats: int = 2, **settings) -> Cast:
    """Alice's project with everybody in their roles; `texts` become tasks in this order."""
    people = {name: person(name.title()) for name in ("alice", "bob", "beth", "charlie", "dora", "vera")}
    project = queue.begin(
        title="Reviews",
        label_config=settings.pop("label_config", SENTIMENT),
        guideline=settings.pop("guideline", "# Sentiment\n\nWhat does the writer feel?"),
        lead=people["alice"],
        now=NOW,
        annotators_per_task=seats,
        order=settings.pop("order", "as_imported"),
        **settings,
    )
    for name, role in (("bob", "annotator"), ("beth", "annotator"), ("dora", "adjudicator"), ("vera", "viewer")):
        projects.invite(project, email=people[name].email, role=role, now=NOW)
    cast = Cast(project=project, **people)
    if texts:
        bring(cast, texts)
    return cast


def bring(cast: Cast, texts: list[str], *, name: str = "rows"):
    """Import texts; the finished batch."""
    batch = queue.start_import(cast.project, name=name, by=cast.alice, now=NOW)
    rows = (Row(number=n, data={"text": text}) for n, text in enumerate(texts, 1))
    return queue.take_in(batch, rows, now=NOW)


def chosen(label: str, control: str = "sentiment") -> list[dict]:
    """A Label Studio result that picks one choice."""
    return [{"from_name": control, "to_name": "text", "type": "choices", "value": {"choices": [label]}}]


def claim(cast: Cast, user: User, *, now: dt.datetime = NOW, besides: tuple[int, ...] = ()) -> Assignment | None:
    return queue.claim_next(cast.project, user, now=now, besides=besides).assignment


def label(cast: Cast, user: User, value: str, *, now: dt.datetime = NOW) -> Annotation:
    """The next task of `user`, annotated."""
    seat = claim(cast, user, now=now)
    assert seat is not None, "no task left for this person"
    return submit(seat, value, now=now)


def submit(seat: Assignment, value: str, *, now: dt.datetime = NOW, id: uuid.UUID | None = None) -> Annotation:
    made, _ = annotations.submit(seat, id=id or uuid.uuid4(), result=chosen(value), seconds=3.5, now=now)
    return made


def label_all(cast: Cast, votes: dict[User, list[str]], *, now: dt.datetime = NOW) -> None:
    """Each person's votes, in the order in which the queue serves the tasks."""
    for user, labels in votes.items():
        for value in labels:
            label(cast, user, value, now=now)
