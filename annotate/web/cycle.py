"""Where a project stands in its cycle, Annotate → Agree → Decide → Release → Train → Predict, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.items.models import Item
from annotate.learning import selectors as learning
from annotate.learning.models import ModelVersion
from annotate.projects.models import Membership, Project
from annotate.queue.models import Task
from annotate.review import selectors as review
from annotate.review.models import Decision
from annotate.review.selectors import Progress
from domain import roles


@dataclass(frozen=True)
class Facts:
    """What the next step hangs on."""

    has_items: bool
    has_annotators: bool
    has_open_round: bool
    has_finished: bool
    has_unfinished: bool
    is_measured: bool
    has_undecided: bool
    has_decisions: bool
    has_release: bool
    release_is_behind: bool
    has_model: bool
    model_is_behind: bool
    queue_is_ordered: bool


@dataclass(frozen=True)
class Step:
    """`page` is the name of the page where it is done."""

    name: str
    title: str
    says: str
    page: str
    button: str

    @property
    def target(self) -> str:
        return f"web:{self.page}"


ORDER = ("Annotate", "Agree", "Decide", "Release", "Train", "Predict")


def facts(project: Project, progress: Progress) -> Facts:
    release = project.releases.order_by("-number").first()
    last_decision = (
        Decision.objects.filter(project=project).order_by("-id").values_list("created_at", flat=True).first()
    )
    version = ModelVersion.objects.filter(project=project).select_related("run").order_by("-id").first()
    champion = learning.champion(project)
    open_round = project.rounds.filter(is_open=True).first()
    newest = review.agreement(project)
    return Facts(
        has_items=progress.tasks > 0 or Item.objects.filter(batch__project=project).exists(),
        has_annotators=_people(project) > 1,
        has_open_round=open_round is not None,
        has_finished=progress.finished > 0,
        has_unfinished=bool(open_round and Task.objects.filter(round=open_round, is_finished=False).exists()),
        is_measured=newest is not None and not review.is_stale(newest),
        has_undecided=progress.finished > progress.decided,
        has_decisions=last_decision is not None,
        has_release=release is not None,
        release_is_behind=bool(release and last_decision and last_decision > release.frozen_at),
        has_model=champion is not None,
        model_is_behind=bool(version and release and version.run.release_id != release.pk),
        queue_is_ordered=bool(champion and open_round and open_round.ordered_by.startswith(f"{champion.name} ")),
    )


def _people(project: Project) -> int:
    """Who could label here: everybody who logs in and does more than look."""
    return Membership.objects.filter(project=project, user__is_active=True).exclude(role=roles.VIEWER).count()


_STEPS = {
    "import": Step(
        "Annotate",
        "Bring in texts",
        "The corpus is empty. Import a file or paste a few lines.",
        "imports",
        "Import texts",
    ),
    "open": Step(
        "Annotate", "Open a round", "The texts are here, but no round is open to label in.", "rounds", "Open a round"
    ),
    "invite": Step(
        "Annotate",
        "Invite annotators",
        "Texts wait for people. Invite those who label, or start yourself.",
        "members",
        "Invite people",
    ),
    "label": Step(
        "Annotate", "Label", "People are at work; no text has all its labels yet.", "annotate", "Start labelling"
    ),
    "measure": Step(
        "Agree",
        "Look at the agreement",
        "Texts are finished. See how well people agree before anything is built on it.",
        "agreement",
        "See the agreement",
    ),
    "decide": Step(
        "Decide",
        "Give finished texts their final label",
        "By rule where people agree, by a person where they don’t.",
        "adjudicate",
        "Settle and decide",
    ),
    "release": Step(
        "Release",
        "Freeze a release",
        "Texts were decided that no release holds. Freeze them, so that what is built on them can be repeated.",
        "releases",
        "Freeze a release",
    ),
    "train": Step(
        "Train",
        "Train a model",
        "The newest release has no model yet. Training takes a minute or two.",
        "learning",
        "Train",
    ),
    "predict": Step(
        "Predict",
        "Turn the queue",
        "Let the model suggest labels, and ask people first where it knows least.",
        "learning",
        "Predict and turn the queue",
    ),
    "label on": Step(
        "Annotate",
        "Label on",
        "The queue stands as the model ordered it. Every finished text teaches it more.",
        "annotate",
        "Label",
    ),
    "finished": Step(
        "Annotate",
        "All texts are finished",
        "Import more, or sharpen the guideline and open the next round.",
        "imports",
        "Import texts",
    ),
}


def next_step(at: Facts) -> Step:
    """The one thing that is most worth doing now: the first whose turn it is, in the order of the cycle."""
    turn = {
        "import": not at.has_items,
        "open": not at.has_open_round and not at.has_finished,
        "invite": not at.has_finished and not at.has_annotators,
        "label": not at.has_finished,
        "measure": not at.is_measured,
        "decide": at.has_undecided,
        "release": at.has_decisions and (not at.has_release or at.release_is_behind),
        "train": at.has_release and (not at.has_model or at.model_is_behind),
        "predict": at.has_model and at.has_unfinished and not at.queue_is_ordered,
        "label on": at.has_unfinished,
    }
    return _STEPS[next((name for name, its_turn in turn.items() if its_turn), "finished")]


def strip(now: str) -> list[tuple[str, str]]:
    """(name, state) of each step of the cycle for the page: done before the present one, then now, then still to come."""
    at = ORDER.index(now)
    return [(name, "now" if i == at else "done" if i < at else "") for i, name in enumerate(ORDER)]
