"""Members: who takes part, inviting, removing, and the link with which a new person sets their password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from annotate.accounts.models import User
from annotate.projects import services
from annotate.projects.models import Membership
from annotate.projects.selectors import Seat
from domain import roles
from domain.errors import Problem

from ..forms import InviteForm
from ..selectors import keyset
from .access import attempt, member, page


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
            verb = "takes part as" if is_new else "is now"
            messages.success(request, f"{made.user} {verb} {made.role}.")
            _show_link(request, made.user)
            return redirect("web:members", pk=me.project.pk)
    return _members_page(request, me, form, status=400)


def _members_page(request: HttpRequest, me: Seat, form: InviteForm, status: int = 200) -> HttpResponse:
    found = keyset(me.project.memberships.select_related("user"), request.GET.get("after"), key="user__email", size=100)
    for row in found:
        row.can_have_link = may_have_link(request.user, row.user)
    link = request.session.pop("first_password_link", None)
    return page(request, me, "members", "members", form=form, members=found, link=link, status=status)


@member(roles.MANAGE, methods="POST")
def remove_member(request: HttpRequest, me: Seat, member_id: int) -> HttpResponse:
    who = _member(me, member_id).user
    attempt(
        request, lambda: services.remove(me.project, who), f"{who} does not take part any more. What they made stays."
    )
    if not me.project.memberships.filter(user=request.user).exists():
        return redirect("web:home")
    return redirect("web:members", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def password_link(request: HttpRequest, me: Seat, member_id: int) -> HttpResponse:
    """A fresh link for somebody who has not set a password yet."""
    who = _member(me, member_id).user
    if not _show_link(request, who):
        messages.error(
            request, f"{who} has a password already, or takes part in projects that you do not lead; no link was made."
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
    if who.has_usable_password() or not who.is_active or who.is_staff or who.last_login:
        return False
    led = Membership.objects.filter(user=lead, role=roles.LEAD).values("project_id")
    return not Membership.objects.filter(user=who).exclude(project_id__in=led).exists()


def _member(me: Seat, member_id: int) -> Membership:
    found = me.project.memberships.select_related("user").filter(pk=member_id).first()
    if found is None:
        raise Http404("There is no such member.")
    return found
