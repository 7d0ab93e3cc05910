"""Many tasks at once: a grid of pictures or short texts, one question between them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from annotate.projects.selectors import Seat
from domain import roles

from .access import member, page
from .annotate import boot


@member(roles.ANNOTATE, methods="GET")
def grid(request: HttpRequest, me: Seat) -> HttpResponse:
    return page(request, me, "grid", "annotate", boot=boot(request, me))
