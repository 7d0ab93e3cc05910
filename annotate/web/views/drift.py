"""Whether new items are still like what the champion learned from: the looks, one of them in full, alerts to be settled."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.items import files
from annotate.items.models import Item
from annotate.jobs import services as jobs
from annotate.learning import services
from annotate.learning.models import DriftLook
from annotate.learning.selectors import champion, drift_looks, open_alert
from annotate.projects.selectors import Seat
from domain import roles
from domain.drift import LOOKS
from domain.media import PICTURE, named

from .. import drift_words
from ..selectors import keyset
from .access import attempt, member, page
from .jobs import running


@member(roles.MANAGE, methods="GET")
def drift(request: HttpRequest, me: Seat) -> HttpResponse:
    listed = keyset(drift_looks(me.project), request.GET.get("before"))
    shown = _asked_for(request, me) or open_alert(me.project) or (listed.rows[0] if listed else None)
    far = Item.objects.in_bulk(shown.report["far"]) if shown else {}
    return page(
        request,
        me,
        "drift",
        "learning",
        champion=champion(me.project),
        looks=[(one, drift_words.verdict(one)) for one in listed],
        pages=listed,
        shown=shown,
        verdict=drift_words.verdict(shown) if shown else "",
        rows=drift_words.rows(shown) if shown else [],
        cannot=drift_words.cannot(shown) if shown else [],
        far=[_far(far[pk]) for pk in shown.report["far"] if pk in far] if shown else [],
        horizon=LOOKS,
        jobs=running(me.project, "drift"),
        kinds="drift",
    )


def _asked_for(request: HttpRequest, me: Seat) -> DriftLook | None:
    given = request.GET.get("look", "")
    return _look(me, int(given) if given.isdecimal() and given.isascii() and len(given) <= 18 else 0) if given else None


def _look(me: Seat, look_id: int) -> DriftLook:
    found = drift_looks(me.project).filter(pk=look_id).first()
    if found is None:
        raise Http404(_("There is no such look."))
    return found


def _far(item: Item) -> dict[str, str]:
    """What it begins with; of a picture that is kept here its address."""
    text = next((value for value in item.data.values() if isinstance(value, str)), "")
    kept = files.digest_of(text) is not None and (kind := named(text)) is not None and kind.what == PICTURE
    return {"text": text[:400], "picture": text if kept else ""}


@member(roles.MANAGE, methods="POST")
def look_now(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(
        request,
        lambda: jobs.enqueue_once("drift", now=timezone.now(), project=me.project),
        _("What came in is being compared with what the model learned from."),
    )
    return redirect("web:drift", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def settle(request: HttpRequest, me: Seat, look_id: int) -> HttpResponse:
    found = _look(me, look_id)
    attempt(
        request,
        lambda: services.settle_alert(found, note=request.POST.get("note", ""), by=me.user, now=timezone.now()),
        _("Noted. The alert is shown here, and nowhere else any more."),
    )
    return redirect(f"{reverse('web:drift', kwargs={'pk': me.project.pk})}?look={found.pk}")
