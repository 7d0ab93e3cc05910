"""The pipeline in words: what made a training begin, when the next one is due and why, how a pass went."""

from __future__ import annotations

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from annotate.jobs.models import Sequence
from annotate.learning.models import Run, TrainingPolicy
from domain.schedule import BY_HAND, LABELS, NIGHTLY, Due, Stands

from .templatetags.figures import grouped, short_moment

STEPS: dict[str, str | Promise] = {
    "settle": gettext_lazy("Settle finished texts"),
    "freeze": gettext_lazy("Freeze a release"),
    "learn": gettext_lazy("Train"),
    "train": gettext_lazy("Train and compare with the champion"),
    "compete": gettext_lazy("Compare with the champion"),
    "turn": gettext_lazy("Predict and turn the queue"),
}
_HOWS: dict[str, str | Promise] = {
    BY_HAND: pgettext_lazy("what made a training begin", "By hand"),
    NIGHTLY: pgettext_lazy("what made a training begin", "Nightly"),
}


def how(of: Run | Sequence) -> str:
    """What made it begin."""
    if of.how == LABELS:
        n = of.labels or 0
        return ngettext("After %(n)s new label", "After %(n)s new labels", n) % {"n": grouped(n)}
    return str(_HOWS.get(of.how, of.how))


def made(run: Run) -> str:
    """How a version was made, as a sentence."""
    if run.how == LABELS:
        n = run.labels or 0
        said = ngettext("Trained by the schedule after %(n)s new label.", "Trained by the schedule after %(n)s new labels.", n)
        return said % {"n": grouped(n)}
    if run.how == NIGHTLY:
        return _("Trained by the schedule, nightly.")
    return _("Trained by hand, by %(who)s.") % {"who": run.started_by} if run.started_by else _("Trained by hand.")


def schedule(policy: TrainingPolicy) -> str:
    """When models are trained, in one sentence."""
    if policy.after_labels is None and policy.nightly_at is None:
        return _("Models are trained by hand.")
    told = {"n": grouped(policy.after_labels), "at": f"{policy.nightly_at or 0:02d}:00", "zone": policy.time_zone}
    if policy.nightly_at is None:
        n = policy.after_labels or 0
        return ngettext("A model is trained after every new label.", "A model is trained after every %(n)s new labels.", n) % told
    if policy.after_labels is None:
        return _("A model is trained every night at %(at)s (%(zone)s).") % told
    return _("A model is trained after every %(n)s new labels, and every night at %(at)s (%(zone)s).") % told


def next_due(policy: TrainingPolicy, due: Due, stands: Stands) -> list[str]:
    """When the next pass begins and why not now, in sentences; nothing where only people begin one."""
    when = {"when": short_moment(due.at)}
    if due.code == "under_way":
        return [_("A pass is under way.")]
    if due.code == "backing_off":
        n = stands.failures
        said = ngettext("The last pass failed.", "The last %(n)s passes failed.", n) % {"n": n}
        return [said, _("It is tried again from %(when)s on; each failure doubles the wait, up to a day.") % when]
    if due.is_due:
        return [_("Due now: a worker begins within seconds.")]
    if due.code == "resting":
        return [_labels(policy, stands), _("The next pass begins at %(when)s: it waits as long as the last one took.") % when]
    if due.code != "waiting":
        return []
    with timezone.override(policy.time_zone):  # an hour of that zone is told as such
        nightly = [_("Next night: %(when)s.") % {"when": short_moment(due.at)}] if due.at else []
    return [*([_labels(policy, stands)] if policy.after_labels else []), *nightly]


def _labels(policy: TrainingPolicy, stands: Stands) -> str:
    of = policy.after_labels or 0
    told = {"n": grouped(stands.labels), "of": grouped(of)}
    return ngettext("%(n)s of %(of)s new label is there.", "%(n)s of %(of)s new labels are there.", of) % told
