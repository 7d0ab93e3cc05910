"""Pictures unlike good ones: looked at with what the model saw in them, and put in front of the queue."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from annotate.items.models import Item
from annotate.learning import services
from annotate.learning.selectors import champion
from annotate.learning.selectors import unusual as seen
from annotate.projects.selectors import Seat
from domain import roles
from domain.errors import Problem

from .access import attempt, member, page
from .find import brought, ids_of
from .model import find


@member(roles.MANAGE, methods="GET")
def unusual(request: HttpRequest, me: Seat) -> HttpResponse:
    best = champion(me.project)
    good = seen.good_of(best) if best else ""
    rows = seen.unusual(best) if best and good else []
    return page(request, me, "unusual", "learning", champion=best, good=good, rows=rows)


@member(roles.MANAGE, methods="POST")
def front(request: HttpRequest, me: Seat) -> HttpResponse:
    """What was ticked comes first in the queue."""
    if chosen := ids_of(request):
        attempt(request, lambda: services.bring_forward(me.project, chosen), brought)
    else:
        messages.error(request, _("Tick at least one picture first."))
    return redirect("web:unusual", pk=me.project.pk)


@member(roles.MANAGE, methods="GET")
def heat(request: HttpRequest, me: Seat, version_id: int, item_id: int) -> HttpResponse:
    """A PNG to be laid over the picture. Neither the version nor the picture ever changes, so a browser keeps it."""
    version = find(me, version_id)
    item = Item.objects.filter(batch__project=me.project, pk=item_id).first()
    if item is None or not seen.good_of(version):
        raise Http404(_("There is no such picture."))
    try:
        png = seen.heat(version, item)
    except Problem as problem:
        return HttpResponse(problem.message, status=503, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(png, content_type="image/png")
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer
