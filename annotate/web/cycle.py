"""Where a project stands in its cycle, Annotate → Agree → Decide → Release → Train → Predict, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from annotate.items.models import Item
from annotate.learning import selectors as learning
from annotate.learning.models import ModelVersion
from annotate.projects.models import Membership, Project
from annotate.queue.models import Round, Task
from annotate.review import selectors as review
from annotate.review.models import Decision
from annotate.review.selectors import Progress, Standing
from annotate.review.selectors.held_back import held_back
from domain import roles
from guidelines.selectors import newest as newest_version

from .words import Said


@dataclass(frozen=True)
class Facts:
    """What the next step hangs on."""

    has_items: bool
    has_annotators: bool
    has_open_round: bool
    has_finished: bool
    has_unfinished: bool
    has_waiting: bool
    is_measured: bool
    is_under_target: bool
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
    title: Said
    says: Said
    page: str
    button: Said

    @property
    def target(self) -> str:
        return f"web:{self.page}"


_SAID: dict[str, Said] = {
    "Annotate": pgettext_lazy("step of the cycle", "Annotate"),
    "Agree": pgettext_lazy("step of the cycle", "Agree"),
    "Decide": pgettext_lazy("step of the cycle", "Decide"),
    "Release": pgettext_lazy("step of the cycle", "Release"),
    "Train": pgettext_lazy("step of the cycle", "Train"),
    "Predict": pgettext_lazy("step of the cycle", "Predict"),
}
ORDER = tuple(_SAID)


def facts(project: Project, progress: Progress, standings: Sequence[Standing]) -> Facts:
    release = project.releases.order_by("-number").first()
    last_decision = (
        Decision.objects.filter(project=project).order_by("-id").values_list("created_at", flat=True).first()
    )
    version = ModelVersion.objects.filter(project=project).select_related("run").order_by("-id").first()
    champion = learning.champion(project)
    open_round = next((one.round for one in standings if one.round.is_open and one.round.kind != Round.TRAINING), None)
    newest = review.agreement(project)
    under = held_back(standings)
    return Facts(
        has_items=progress.tasks > 0 or Item.objects.filter(batch__project=project).exists(),
        has_annotators=_people(project) > 1,
        has_open_round=open_round is not None,
        has_finished=progress.finished > 0,
        has_unfinished=bool(open_round and Task.objects.filter(round=open_round, is_finished=False, is_gold=False).exists()),
        has_waiting=progress.waiting > 0,
        is_measured=newest is not None and not review.is_stale(newest),
        is_under_target=under is not None and under.guideline_version_id == newest_version(project.guideline).pk,
        has_undecided=progress.finished > progress.decided,
        has_decisions=last_decision is not None,
        has_release=release is not None,
        release_is_behind=bool(release and last_decision and last_decision > release.frozen_at),
        has_model=champion is not None,
        model_is_behind=bool(version and release and version.run.release_id != release.pk),
        # A newer version that is no champion may have ordered it: it knows the latest labels.
        queue_is_ordered=bool(
            champion and version and open_round and open_round.ordered_by.startswith((f"{champion.name} ", f"{version.name} "))
        ),
    )


def _people(project: Project) -> int:
    """Who could label here: everybody who logs in and does more than look."""
    return Membership.objects.filter(project=project, user__is_active=True).exclude(role=roles.VIEWER).count()


_STEPS = {
    "import": Step(
        "Annotate",
        _("Bring in texts"),
        _("The corpus is empty. Import a file or paste a few lines."),
        "imports",
        _("Import texts"),
    ),
    "open": Step(
        "Annotate", _("Open a round"), _("The texts are here, but no round is open to label in."), "rounds", _("Open a round")
    ),
    "invite": Step(
        "Annotate",
        _("Invite annotators"),
        _("Texts wait for people. Invite those who label, or start yourself."),
        "members",
        _("Invite people"),
    ),
    "label": Step(
        "Annotate", _("Label"), _("People are at work; no text has all its labels yet."), "annotate", _("Start labelling")
    ),
    "measure": Step(
        "Agree",
        _("Look at the agreement"),
        _("Texts are finished. See how well people agree before anything is built on it."),
        "agreement",
        _("See the agreement"),
    ),
    "revise": Step(
        "Agree",
        _("Read the disputes and revise the guideline"),
        _("The last round is under its target. What its disputes have in common is what the guideline does not say."),
        "rounds",
        _("See the round"),
    ),
    "decide": Step(
        "Decide",
        _("Give finished texts their final label"),
        _("By rule where people agree, by a person where they don’t."),
        "adjudicate",
        _("Settle and decide"),
    ),
    "release": Step(
        "Release",
        _("Freeze a release"),
        _("Texts were decided that no release holds. Freeze them, so that what is built on them can be repeated."),
        "releases",
        _("Freeze a release"),
    ),
    "train": Step(
        "Train",
        _("Train a model"),
        _("The newest release has no model yet. Training takes a minute or two."),
        "learning",
        _("Train"),
    ),
    "predict": Step(
        "Predict",
        _("Turn the queue"),
        _("Let the model suggest labels, and ask people first where it knows least."),
        "learning",
        _("Predict and turn the queue"),
    ),
    "label on": Step(
        "Annotate",
        _("Label on"),
        _("The queue stands as the model ordered it. Every finished text teaches it more."),
        "annotate",
        _("Label"),
    ),
    "open on": Step(
        "Annotate",
        _("Open the next round"),
        _("All texts of the rounds so far are finished; further texts wait for a round."),
        "rounds",
        _("Open a round"),
    ),
    "finished": Step(
        "Annotate",
        _("All texts are finished"),
        _("Import more, or sharpen the guideline and open the next round."),
        "imports",
        _("Import texts"),
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
        "revise": at.is_under_target,
        "decide": at.has_undecided,
        "release": at.has_decisions and (not at.has_release or at.release_is_behind),
        "train": at.has_release and (not at.has_model or at.model_is_behind),
        "predict": at.has_model and at.has_unfinished and not at.queue_is_ordered,
        "label on": at.has_unfinished,
        "open on": at.has_waiting,
    }
    return _STEPS[next((name for name, its_turn in turn.items() if its_turn), "finished")]


def strip(now: str) -> list[tuple[Said, str]]:
    """(name, state) of each step of the cycle for the page: done before the present one, then now, then still to come."""
    at = ORDER.index(now)
    return [(_SAID[name], "now" if i == at else "done" if i < at else "") for i, name in enumerate(ORDER)]
