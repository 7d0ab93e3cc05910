"""Links by which people join: made and taken back by a lead, followed by who got one; and the way back of those without an e-mail."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotate.accounts import services as accounts
from annotate.accounts import throttle
from annotate.accounts.models import User
from annotate.projects import selectors, services
from annotate.projects.models import Invitation, Membership
from annotate.projects.selectors import Seat
from domain import roles
from domain.errors import NotVisible, Problem, Refused

from ..people_forms import InvitationForm, NewcomerForm
from ..selectors import keyset
from .access import attempt, member, page

_BACKEND = "django.contrib.auth.backends.ModelBackend"
# By address: a class behind one router has to get in. A taken e-mail is told of, since who owns it must log in; but not to who tries many.
_LOOKS, _JOINS, _TAKEN, _MINUTES_10 = 300, 100, 10, 600


@member(roles.MANAGE)
def invitations(request: HttpRequest, me: Seat) -> HttpResponse:
    form = InvitationForm(request.POST if request.method == "POST" else None, initial={"pseudonyms": me.project.pseudonyms})
    if request.method == "POST" and form.is_valid():
        try:
            _row, secret = services.invite_by_link(me.project, by=me.user, now=timezone.now(), **form.cleaned_data)
        except Problem as problem:
            form.object_to(problem)
        else:
            # Kept for the next look at the page, which shows it once: only its hash stays.
            request.session["invitation_link"] = request.build_absolute_uri(reverse("web:join", kwargs={"secret": secret}))
            return redirect("web:invitations", pk=me.project.pk)
    found = keyset(selectors.invitations(me.project), request.GET.get("before"))
    now = timezone.now()
    for row in found:
        row.state = _state(row, now)
    link = request.session.pop("invitation_link", None) if request.method != "POST" else None
    return page(request, me, "invitations", "members", form=form, invitations=found, link=link, status=400 if form.errors else 200)


def _state(row: Invitation, now: Any) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.expires_at <= now:
        return "expired"
    return "used_up" if row.at_most is not None and row.used >= row.at_most else "open"


@member(roles.MANAGE, methods="POST")
def revoke_invitation(request: HttpRequest, me: Seat, invitation_id: int) -> HttpResponse:
    found = selectors.invitations(me.project).filter(pk=invitation_id).first()
    if found is None:
        raise Http404(_("There is no such invitation."))
    attempt(request, lambda: services.revoke(found, now=timezone.now()), _("The link lets nobody in any more. Who came by it stays."))
    return redirect("web:invitations", pk=me.project.pk)


@require_http_methods(["GET", "POST", "HEAD"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of an invitation. To look changes nothing; to join is a click."""
    try:
        throttle.check("invitation", _address(request), most=_LOOKS, seconds=_MINUTES_10)
        invitation = selectors.invitation_of(secret, now=timezone.now())
    except Problem as problem:
        there = selectors.taken_part(secret, request.user) if isinstance(request.user, User) and problem.code != "too_many" else None
        return _closed(request, problem) if there is None else _onward(request, there, is_new=False)
    form = NewcomerForm(request.POST if request.method == "POST" and not request.user.is_authenticated else None)
    if request.method == "POST" and (request.user.is_authenticated or invitation.pseudonyms or form.is_valid()):
        try:
            return _let_in(request, secret, form)
        except Problem as problem:
            if problem.code in ("expired", "used_up", "revoked", "too_many"):
                return _closed(request, problem)
            form = form if form.is_bound else NewcomerForm({})
            form.object_to(problem)
    context = {"invitation": invitation, "form": form, "here": request.path}
    return _private(render(request, "web/join.html", context, status=400 if request.method == "POST" else 200))


def _let_in(request: HttpRequest, secret: str, form: NewcomerForm) -> HttpResponse:
    if isinstance(request.user, User):
        made, is_new = services.join(secret, now=timezone.now(), user=request.user)
    else:
        throttle.check("join", _address(request), most=_JOINS, seconds=_MINUTES_10)
        made, is_new = _newcomer(request, secret, form.cleaned_data if form.is_bound and form.is_valid() else {})
        login(request, made.user, backend=_BACKEND)  # a session of its own: whatever key the visitor came with is void
    return _onward(request, made, is_new=is_new)


def _onward(request: HttpRequest, made: Membership, *, is_new: bool) -> HttpResponse:
    told = _("You take part in “%(title)s” now.") if is_new else _("You take part in “%(title)s” already.")
    messages.success(request, told % {"title": made.project.title})
    return redirect(first_page(made))


def _newcomer(request: HttpRequest, secret: str, given: dict[str, Any]) -> tuple[Membership, bool]:
    try:
        return services.join(secret, now=timezone.now(), **given)
    except Refused as problem:
        if problem.code == "account_exists":
            throttle.check("taken", _address(request), most=_TAKEN, seconds=_MINUTES_10)
        raise


def first_page(of: Membership) -> str:
    """What somebody sees first: what comes before work, where they have some; else the project."""
    name = "before" if roles.may(of.role, roles.ANNOTATE) else "project"
    return reverse(f"web:{name}", kwargs={"pk": of.project_id})


@require_http_methods(["GET", "POST", "HEAD"])
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody without an e-mail comes back. To look logs nobody in: a link that was slipped to somebody does nothing by itself."""
    try:
        throttle.check("return", _address(request), most=_LOOKS, seconds=_MINUTES_10)
    except Refused as problem:
        return _closed(request, problem)
    who = accounts.user_of_return_code(code)
    if who is None:
        return _closed(request, NotVisible(_("This link is nobody’s, or it is not valid any more."), code="unknown_return"))
    if request.method == "POST":
        if request.user.is_authenticated and request.user != who:
            logout(request)
        login(request, who, backend=_BACKEND)
        return redirect("web:home")
    return _private(render(request, "web/come_back.html", {"who": who}))


def _closed(request: HttpRequest, problem: Problem) -> HttpResponse:
    """What became of the link, plainly. A link that never was tells no more than that."""
    status = {"unknown_invitation": 404, "unknown_return": 404, "too_many": 429}.get(problem.code, 410)
    return _private(render(request, "web/join_closed.html", {"code": problem.code, "problem": problem}, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    """The address is a key: no other site is told it, and nothing keeps the page.

    Not "no-referrer": with that a browser names no origin when it sends the form, and the form would be taken for a forged one.
    """
    answer["Referrer-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _address(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")
