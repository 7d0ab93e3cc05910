"""The way in: log in, set a first password, my projects, a new one."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from annotate.accounts.models import User
from annotate.projects.selectors import memberships_of
from annotate.queue import services as queue
from domain.errors import Problem

from ..forms import FirstPasswordForm, LoginForm, NewProjectForm
from ..selectors import keyset
from ..starters import GROUPS, STARTERS, Starter
from . import label_config

FIRST = "sentiment"


class Login(auth.LoginView):
    template_name = "web/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def get_context_data(self, **more):
        there = User.objects.filter(email__in=settings.DEMO_PEOPLE).values_list("email", flat=True)
        logins = [{"email": email, "role": role} for email, (_, role) in settings.DEMO_PEOPLE.items() if email in set(there)]
        return super().get_context_data(demo_logins=logins, demo_password=settings.DEMO_PASSWORD, **more)


class Logout(auth.LogoutView):
    pass


class SetPassword(auth.PasswordResetConfirmView):
    """A person who was invited follows their link here. The link works once, and not for ever."""

    template_name = "web/set_password.html"
    form_class = FirstPasswordForm
    success_url = reverse_lazy("web:home")
    post_reset_login = True

    def form_valid(self, form):
        answer = super().form_valid(form)
        messages.success(self.request, _("Your password is set, and you are logged in."))
        return answer


@require_http_methods(["GET", "HEAD"])
@login_required
def home(request: HttpRequest) -> HttpResponse:
    mine = keyset(memberships_of(request.user), request.GET.get("before"))
    return render(request, "web/home.html", {"memberships": mine})


@require_http_methods(["GET", "POST", "HEAD"])
@login_required
def new_project(request: HttpRequest) -> HttpResponse:
    if request.user.is_nameless:
        messages.warning(request, _("You take part under a made-up name. To lead a project, log in with an account that has an e-mail."))
        return redirect("web:home")
    starter = STARTERS.get(_asked_for(request))
    if request.method != "POST":
        first = starter or STARTERS[FIRST]
        form = NewProjectForm(initial={"label_config": first.label_config, "guideline": first.guideline})
        return _new_project_page(request, form, first.name)
    if starter:  # another template was asked for: everything else stays as it was typed
        typed = {**request.POST.dict(), **_filled(starter, request.POST)}
        return _new_project_page(request, NewProjectForm(initial=typed), starter.name)
    form = NewProjectForm(request.POST)
    if form.is_valid():
        try:
            made = queue.begin(lead=request.user, now=timezone.now(), **form.cleaned_data)
        except Problem as problem:
            form.object_to(problem)
        else:
            messages.success(
                request,
                _("“%(title)s” is there. Bring in texts next, then invite the people who label.") % {"title": made.title},
            )
            label_config.warn(request, form.cleaned_data["label_config"])
            return redirect("web:project", pk=made.pk)
    return _new_project_page(request, form, request.POST.get("template", ""), status=400)


def _asked_for(request: HttpRequest) -> str:
    """The template that the config is to be filled from. Without a script its card is chosen first and a button asks for it."""
    asked = request.POST.get("starter") or request.GET.get("starter", "")
    return request.POST.get("template", "") if asked == "chosen" else asked


def _filled(starter: Starter, typed: QueryDict) -> dict[str, str]:
    """The template's label config; its guideline only where nobody has written one of their own."""
    guideline = typed.get("guideline", "").replace("\r\n", "\n")
    untouched = not guideline.strip() or any(guideline == s.guideline for s in STARTERS.values())
    return {"label_config": starter.label_config, **({"guideline": starter.guideline} if untouched else {})}


def _new_project_page(request: HttpRequest, form: NewProjectForm, chosen: str, status: int = 200) -> HttpResponse:
    examples = STARTERS[chosen].examples if chosen in STARTERS else STARTERS[FIRST].examples
    boot = label_config.editor(request, items=list(examples), real=False)
    context = {
        "form": form,
        "groups": [(title, [s for s in STARTERS.values() if s.group == key]) for key, title in GROUPS.items()],
        "chosen": chosen,
        "boot": {**boot, "starters": label_config.starters()},
    }
    return render(request, "web/new_project.html", context, status=status)
