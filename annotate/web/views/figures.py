"""Charts of the agreement page to take away: drawn as SVG, or their numbers as CSV."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotate.projects.selectors import Seat
from annotate.review import selectors as review
from domain import roles

from ..charts import measured
from ..charts.figure import Figure
from ..charts.measured import Told
from .access import member
from .agreement_asked import Asked, asked, told
from .agreement_figures import beside, chosen_pair, place_of
from .agreement_turns import turns

_KINDS = {"svg": "image/svg+xml", "csv": "text/csv; charset=utf-8"}


@member(roles.MEASURE, methods="GET")
def figure(request: HttpRequest, me: Seat, chart: str, kind: str) -> HttpResponse:
    """The chart of what the address asks for, as the page of the same address shows it."""
    want = asked(request, me)
    newest = review.agreement(me.project, want.scope.round, want.scope.version, want.scope.slice)
    found = _figure(request, me, want, told(me, want, newest), chart) if newest and kind in _KINDS else None
    if found is None or kind == "svg" and found.drawing is None:
        raise Http404(_("There is no such chart."))
    body = found.csv() if kind == "csv" else found.drawing.standalone() if found.drawing else ""
    answer = HttpResponse(body, content_type=_KINDS[kind])
    title = slugify(me.project.title) or "agreement"
    answer["Content-Disposition"] = f'attachment; filename="{title}-{slugify(found.name) or "chart"}.{kind}"'
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


def _figure(request: HttpRequest, me: Seat, want: Asked, said: Told, name: str) -> Figure | None:
    of_one = {
        "statistics": said.all_statistics,
        "labels": said.classes,
        "labels-alpha": said.class_alphas,
        "people": said.persons,
        "pairs": said.pairs,
        "comparable": lambda: beside(said, want)["figure"],
        "confusion": lambda: _confusion(said),
        "pair": lambda: _pair(request, said),
        "disputes": lambda: _disputes(said),
    }
    if name in of_one:
        return of_one[name]()
    if name in ("rounds", "versions"):
        return turns(me, want, said.statistic)[f"{name}_drawn"]
    if name == "slices" and want.by:
        return measured.slices(review.slices_measured(me.project, want.by, said.statistic), want.by, said.statistic)
    return next((one["figure"] for one in said.controls() if one["figure"] and one["figure"].name == name), None)


def _confusion(said: Told) -> Figure | None:
    found = measured.confusion_together(said)
    return found.figure(said.titled(_("Which labels are confused"))) if found else None


def _pair(request: HttpRequest, said: Told) -> Figure | None:
    table: Any = (chosen_pair(request, said) or {}).get("table")
    return table.figure(said.titled(table.caption)) if table else None


def _disputes(said: Told) -> Figure:
    found = said.raw.get("disputes", [])
    labels = sorted({label for one in found for label in one["votes"]}, key=lambda label: place_of(label, said.labels))
    rows = [[one["task"], one["weight"], *(one["votes"].get(label, 0) for label in labels)] for one in found]
    return Figure("disputes", [_("task"), _("share of all disagreement"), *labels], rows)
