"""Members: who takes part, inviting, removing, pausing, and the link with which a new person sets their password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from annotate.accounts.models import User
from annotate.projects import services
from annotate.projects.models import Membership
from annotate.projects.selectors import Seat, paused
from domain import roles
from domain.errors import Problem

from .. import languages, words
from ..forms import InviteForm
from ..people_forms import PauseForm, ProfileForm
from ..selectors import keyset
from .access import attempt, member, page

_PAUSED_SHOWN = 50


@member(roles.MANAGE)
def members(request: HttpRequest, me: Seat) -> HttpResponse:
    if request.method != "POST":
        return _members_page(request, me, InviteForm(initial={"role": roles.ANNOTATOR}))
    form = InviteForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made, is_new = services.invite(me.project, email=given["email"], role=given["role"], now=timezone.now())
        except Problem as problem:
            form.object_to(problem)
        else:
            told = _("%(name)s takes part: %(role)s.") if is_new else _("%(name)s has another role now: %(role)s.")
            messages.success(request, told % {"name": made.user, "role": words.ROLES[made.role]})
            _show_link(request, made.user)
            return redirect("web:members", pk=me.project.pk)
    return _members_page(request, me, form, status=400)


def _members_page(request: HttpRequest, me: Seat, form: InviteForm, status: int = 200) -> HttpResponse:
    found = keyset(me.project.memberships.select_related("user", "profile"), request.GET.get("after"), key="user__email", size=100)
    for row in found:
        row.can_have_link = may_have_link(request.user, row.user)
        row.has_email = not row.user.is_nameless
    resting = list(paused(me.project).select_related("user").order_by("paused_at")[:_PAUSED_SHOWN])
    context: dict[str, Any] = {"form": form, "members": found, "resting": resting}
    context["link"] = request.session.pop("first_password_link", None)
    return page(request, me, "members", "members", status=status, **context)


@member(roles.MANAGE, methods="POST")
def remove_member(request: HttpRequest, me: Seat, member_id: int) -> HttpResponse:
    who = _member(me, member_id).user
    attempt(
        request,
        lambda: services.remove(me.project, who),
        _("%(name)s does not take part any more. What they made stays.") % {"name": who},
    )
    if not me.project.memberships.filter(user=request.user).exists():
        return redirect("web:home")
    return redirect("web:members", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def pause_member(request: HttpRequest, me: Seat, member_id: int) -> HttpResponse:
    who, form = _member(me, member_id).user, PauseForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    told = _("%(name)s is paused: no further texts for them until you let them go on.") % {"name": who}
    attempt(request, lambda: services.pause(me.project, who, reason=reason, now=timezone.now()), told)
    return redirect(_back(request, me))


@member(roles.MANAGE, methods="POST")
def resume_member(request: HttpRequest, me: Seat, member_id: int) -> HttpResponse:
    who = _member(me, member_id).user
    attempt(request, lambda: services.resume(me.project, who, now=timezone.now()), _("%(name)s may go on.") % {"name": who})
    return redirect(_back(request, me))


def _back(request: HttpRequest, me: Seat) -> str:
    """To the person's own page where the button stood there; never to an address that was sent."""
    who = request.POST.get("person", "")
    if who.isdecimal() and who.isascii() and len(who) <= 18:
        return reverse("web:person", kwargs={"pk": me.project.pk, "user_id": int(who)})
    return reverse("web:members", kwargs={"pk": me.project.pk})


@member(roles.MANAGE)
def profile_of(request: HttpRequest, me: Seat, member_id: int) -> HttpResponse:
    """A lead fills in what they know of somebody, such as of imported raters."""
    whose = _member(me, member_id)
    form = ProfileForm(me.project, getattr(whose, "profile", None), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.describe(me.project, whose.user, now=timezone.now(), **form.told())
        except Problem as problem:
            form.object_to(problem)
        else:
            messages.success(request, _("The profile of %(name)s is kept.") % {"name": whose.user})
            return redirect("web:members", pk=me.project.pk)
    context = {"form": form, "offered": languages.offered(), "of": str(whose.user)}
    return page(request, me, "profile", "members", status=400 if form.errors else 200, **context)


@member(roles.MANAGE, methods="POST")
def password_link(request: HttpRequest, me: Seat, member_id: int) -> HttpResponse:
    """A fresh link for somebody who has not set a password yet."""
    who = _member(me, member_id).user
    if not _show_link(request, who):
        messages.error(
            request,
            _("%(name)s has a password already, or takes part in projects that you do not lead; no link was made.") % {"name": who},
        )
    return redirect("web:members", pk=me.project.pk)


def _show_link(request: HttpRequest, who: User) -> bool:
    """Keep the link for the next look at the page, which shows it once."""
    if not may_have_link(request.user, who):
        return False
    uid = urlsafe_base64_encode(force_bytes(who.pk))
    path = reverse("web:set-password", args=[uid, default_token_generator.make_token(who)])
    request.session["first_password_link"] = {"name": str(who), "url": request.build_absolute_uri(path)}
    return True


def may_have_link(lead: User, who: User) -> bool:
    """Whoever has the link becomes that person. So only for one who never set a password, and all of whose projects the lead leads."""
    if who.has_usable_password() or not who.is_active or who.is_staff or who.last_login or who.is_nameless:
        return False
    led = Membership.objects.filter(user=lead, role=roles.LEAD).values("project_id")
    return not Membership.objects.filter(user=who).exclude(project_id__in=led).exists()


def _member(me: Seat, member_id: int) -> Membership:
    found = me.project.memberships.select_related("user", "profile").filter(pk=member_id).first()
    if found is None:
        raise Http404(_("There is no such member."))
    return found
