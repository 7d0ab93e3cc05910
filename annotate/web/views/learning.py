"""Learning: train on the newest release, see what each model version is worth, turn the queue toward what the best knows least."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.jobs import pipeline
from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.jobs.succession import after_succession
from annotate.learning import selectors, services
from annotate.learning.models import ModelVersion
from annotate.learning.selectors.contests import last_words
from annotate.learning.selectors.training import training_policy_of
from annotate.projects.selectors import Seat
from domain import roles, sampling

from .. import drift_words, pipeline_words, verdicts, words
from ..charts import interval, matrix, simulation
from ..selectors import keyset
from .access import attempt, member, page
from .arm import not_paying, stop_signs
from .jobs import running
from .promotion import now_champion
from .training import chosen

_KINDS = ("train", "predict", "freeze", "learn", "compete", "turn")
_SUMMARY = (
    ("macro_f1", gettext_lazy("Macro F1")),
    ("macro_precision", gettext_lazy("Macro precision")),
    ("macro_recall", gettext_lazy("Macro recall")),
    ("accuracy", gettext_lazy("Accuracy")),
)


@member(roles.MANAGE, methods="GET")
def learning(request: HttpRequest, me: Seat) -> HttpResponse:
    champion = selectors.champion(me.project)
    versions = keyset(me.project.model_versions.select_related("run__release"), request.GET.get("before"))
    shown = _shown(request, me) or champion or (versions.rows[0] if versions else None)
    said = last_words([*versions.rows, *([shown] if shown else [])])
    for version in versions:
        version.word = verdicts.last_word(said.get(version.pk))
    return page(
        request,
        me,
        "learning",
        "learning",
        release=me.project.releases.order_by("-number").first(),
        champion=champion,
        versions=versions,
        shown=shown,
        shown_word=verdicts.last_word(said.get(shown.pk)) if shown else "",
        metrics=_drawn(shown.metrics) if shown else None,
        strategies=[(name, words.STRATEGIES.get(name, sampling.strategy(name).title)) for name in sampling.names()],
        open_round=me.project.rounds.filter(is_open=True).exclude(kind="training").first(),
        failed=_last_failed(me),
        schedule=pipeline_words.schedule(training_policy_of(me.project)),
        signs=stop_signs(me.project) if shown else [],
        drift=drift_words.open_alert(me.project),
        not_paying=not_paying(me.project),
        **_simulated(),
        jobs=running(me.project, *_KINDS),
        kinds=",".join(_KINDS),
    )


def _shown(request: HttpRequest, me: Seat) -> ModelVersion | None:
    given = request.GET.get("version", "")
    if not given:
        return None
    return _version(me, int(given) if given.isdecimal() and len(given) <= 18 else 0)


def _last_failed(me: Seat) -> Job | None:
    last = Job.objects.filter(project=me.project, kind__in=_KINDS).order_by("-id").first()
    return last if last and last.state == Job.FAILED else None


def _simulated() -> dict[str, Any]:
    record = selectors.last_simulation()
    if record is None:
        return {"simulation": None}
    made_at = parse_datetime(str(record.get("made_at", "")))
    return {"simulation": simulation.told(record), "simulation_at": made_at, "has_figure": record["svg"] is not None}


def _drawn(metrics: dict[str, Any]) -> dict[str, Any]:
    """The evaluation as `domain.evaluation` reports it, ready to be drawn."""
    table = metrics.get("confusion") or {"classes": [], "matrix": []}
    return {
        "on": metrics.get("on", "test"),
        "items": metrics.get("items", 0),
        "summary": [interval.drawn(title, metrics.get(name)) for name, title in _SUMMARY],
        "per_class": [
            {
                "label": row["class"],
                "items": row["items"],
                "figures": [interval.drawn(row["class"], row[name]) for name in ("precision", "recall", "f1")],
            }
            for row in metrics.get("per_class", [])
        ],
        "classes": table["classes"],
        "confusion": matrix.confusion(table["classes"], table["matrix"]),
        "warnings": metrics.get("warnings", []),
        "made": words.made(metrics.get("made")),
    }


@member(roles.MANAGE, methods="POST")
def train(request: HttpRequest, me: Seat) -> HttpResponse:
    release = me.project.releases.order_by("-number").first()
    if release is None:
        messages.error(
            request, _("Freeze a release first: a model learns from what is frozen, so that its training can be repeated.")
        )
    else:
        begun = _("Training on %(release)s has begun.") % {"release": words.title(release)}
        attempt(request, lambda: _start(me, release, chosen(request)), begun)
    return redirect("web:learning", pk=me.project.pk)


def _start(me: Seat, release, settings: dict[str, Any]):
    return pipeline.train_by_hand(me.project, release=release, by=me.user, now=timezone.now(), settings=settings)


@member(roles.MANAGE, methods="POST")
def predict(request: HttpRequest, me: Seat) -> HttpResponse:
    strategy = request.POST.get("strategy", "")
    if strategy not in sampling.names():
        messages.error(request, _("Choose how the queue is to be ordered."))
    elif selectors.champion(me.project) is None:
        messages.error(request, _("Train a model first: there is none yet that could predict."))
    else:
        attempt(
            request,
            lambda: jobs.enqueue("predict", now=timezone.now(), project=me.project, by=request.user, strategy=strategy),
            _("The model reads the items nobody has finished, then the queue is put in order."),
        )
    return redirect("web:learning", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def promote(request: HttpRequest, me: Seat, version_id: int) -> HttpResponse:
    found = _version(me, version_id)
    attempt(
        request,
        lambda: _promoted(me, found, request.POST.get("reason", "")),
        now_champion,
    )
    return redirect("web:learning", pk=me.project.pk)


def _promoted(me: Seat, version: ModelVersion, reason: str) -> tuple[ModelVersion, bool]:
    now = timezone.now()
    made = services.promote(version, reason=reason, by=me.user, now=now)
    return made, after_succession(me.project, now=now) is not None


@member(roles.MANAGE, methods="GET")
def simulation_figure(request: HttpRequest, me: Seat) -> HttpResponse:
    last = selectors.last_simulation()
    path = last and last["svg"]
    if not path:
        raise Http404(_("No simulation has been run yet."))
    answer = FileResponse(open(path, "rb"), content_type="image/svg+xml")  # noqa: SIM115  (closed by the response)
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


def _version(me: Seat, version_id: int) -> ModelVersion:
    found = me.project.model_versions.select_related("run__release").filter(pk=version_id).first()
    if found is None:
        raise Http404(_("There is no such model version."))
    return found
