"""Nouns about the random arm: what people said blindly of texts that were drawn at random, and what follows from it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Q

from annotate.annotations.selectors import current
from annotate.corpus.models import ReleaseItem
from annotate.projects.models import Project
from annotate.queue.models import Round, Task
from domain.evaluation import wilson

from ..models import ModelVersion, Prediction
from .one_label import says_one_label, with_labels

LOOKED_AT, _CHUNK = 20_000, 5_000
# What stands in `Round.ordered_by` of a queue that no model has turned: nothing, or that texts were searched for.
NOT_TURNED = ("", "search")
# Fewer answers say nothing yet.
LEAST = 30


@dataclass(frozen=True)
class Answer:
    """A finished task. label: what most people said who saw no suggestion. said, score: what the model version says of it, where it read it
    before and did not learn from it."""

    task: int
    item: int
    by_model: bool
    label: str
    said: str | None = None
    score: float = 0.0


@dataclass(frozen=True)
class Share:
    """`right` of `n`, with the 95 % interval of Wilson 1927; all None while `n` is 0."""

    right: int
    n: int

    @property
    def value(self) -> float | None:
        return self.right / self.n if self.n else None

    @property
    def low(self) -> float | None:
        return wilson(self.right, self.n)[0] if self.n else None

    @property
    def high(self) -> float | None:
        return wilson(self.right, self.n)[1] if self.n else None

    @property
    def is_enough(self) -> bool:
        return self.n >= LEAST


@dataclass(frozen=True)
class Arm:
    """accuracy: of the version on texts drawn at random; on_chosen: on those a model chose, which is no estimate of anything but shows how
    far off it would be; nothing of either unless an answer is one label (`says_one_label`). balance: {label: share} of the random texts,
    most frequent first; chosen_balance: of those a model chose."""

    accuracy: Share
    on_chosen: Share
    balance: dict[str, Share]
    chosen_balance: dict[str, Share]
    tied: int
    says_one_label: bool = True


def random_arm(project: Project, version: ModelVersion | None) -> Arm:
    """What the random arm says, of the newest `LOOKED_AT` finished tasks.

    The estimate is the plain share: each draw of the arm is even over all tasks that waited then (`domain.sampling.mix`), and a hash,
    which knows nothing of the text, keeps the test split out. It holds for what waited when the queue was turned: texts that a model had
    chosen before were no longer among them. It assumes that people finish what they are served whatever it says, that labels given blindly
    are right, and that texts are independent (near-duplicates make the interval too narrow).
    """
    answers, tied = blind_answers(project, version, with_ties=True)
    judged = [one for one in answers if one.said is not None]
    return Arm(
        *(_share([one for one in judged if one.by_model is by_model]) for by_model in (False, True)),
        *(_balance([one for one in answers if one.by_model is by_model]) for by_model in (False, True)),
        tied=tied,
        says_one_label=says_one_label(project),
    )


def blind_answers(project: Project, version: ModelVersion | None, *, with_ties: bool = False):
    """A list of `Answer`; with_ties: (the list, tasks on which people who saw no suggestion tie)."""
    # In a round in random order all that no model chose is random; in one served as imported, only what was drawn when a model turned it.
    drawn = Q(by_model=True) | Q(round__order=Round.RANDOM) | (~Q(round__ordered_by__in=NOT_TURNED) & Q(suggestion__isnull=False))
    tasks = Task.objects.filter(drawn, project=project, is_finished=True, is_gold=False, done__gt=0).exclude(round__kind=Round.TRAINING)
    rows = {pk: (item, by_model) for pk, item, by_model in tasks.order_by("-pk").values_list("pk", "item_id", "by_model")[:LOOKED_AT]}
    items = sorted({item for item, _ in rows.values()}) if says_one_label(project) else []
    votes, said = _votes(project, list(rows)), _said(version, items)
    found, tied = [], 0
    for task, counts in votes.items():
        first, *others = counts.most_common(2)
        if others and others[0][1] == first[1]:
            tied += 1
            continue
        item, by_model = rows[task]
        found.append(Answer(task, item, by_model, first[0], *said.get(item, ())))
    return (found, tied) if with_ties else found


def _votes(project: Project, tasks: list[int]) -> dict[int, Counter]:
    """What people said at these who saw no suggestion."""
    found: dict[int, Counter] = defaultdict(Counter)
    for start in range(0, len(tasks), _CHUNK):
        blind = current().filter(task__in=tasks[start : start + _CHUNK], with_suggestion=False)
        for task, label in with_labels(blind.order_by("task_id", "pk"), project, "task_id"):
            found[task][label] += 1
    return found


def _said(version: ModelVersion | None, items: list[int]) -> dict[int, tuple[str, float]]:
    """{item: (label, probability)} of items that the version did not learn from; what names no label (regions, texts) is left out."""
    found: dict[int, tuple[str, float]] = {}
    if version is None:
        return found
    for start in range(0, len(items), _CHUNK):
        some = items[start : start + _CHUNK]
        learned = set(ReleaseItem.objects.filter(release=version.run.release_id, item__in=some).values_list("item_id", flat=True))
        rows = Prediction.objects.filter(model_version=version, item__in=some).exclude(label="")
        found |= {item: (label, score) for item, label, score in rows.values_list("item_id", "label", "score") if item not in learned}
    return found


def _share(judged: list[Answer]) -> Share:
    return Share(sum(one.said == one.label for one in judged), len(judged))


def _balance(answers: list[Answer]) -> dict[str, Share]:
    counts = Counter(one.label for one in answers)
    return {label: Share(n, len(answers)) for label, n in counts.most_common()}
