"""A person's own settings: language, theme, keys; and the quick switch in the menu, which works before one logs in, too."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotate.accounts.models import User
from annotate.accounts.services import LANGUAGES, THEMES, return_code, set_preferences

from ..forms import MeForm


@require_http_methods(["GET", "POST", "HEAD"])
@login_required
def me(request: HttpRequest) -> HttpResponse:
    preferences = request.user.preferences
    if request.method != "POST":
        usual = {"language": "", "theme": "system"}
        return _me_page(request, MeForm(initial={name: preferences.get(name, as_ever) for name, as_ever in usual.items()}))
    form = MeForm(request.POST)
    if not form.is_valid():
        return _me_page(request, form, status=400)
    set_preferences(request.user, **{name: value or None for name, value in form.cleaned_data.items()})
    answer = _spoken(redirect("web:me"), form.cleaned_data["language"])
    messages.success(request, _("Your settings are kept."))
    return answer


def _me_page(request: HttpRequest, form: MeForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "boot": boot(request), "nav": "me", "return_code": return_code(request.user)}
    return render(request, "web/me.html", context, status=status)


def boot(request: HttpRequest) -> dict[str, Any]:
    """What the table of keys is drawn from, beside the commands themselves."""
    return {
        "preferences": request.user.preferences,
        "urls": {"api": "/" + reverse("api:projects").strip("/").removesuffix("projects")},
        "csrf": get_token(request),
    }


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """One button of the menu: `language` or `theme`. Anything unknown changes nothing. Leads back to where the button stood."""
    language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
    chosen = {**({"language": language} if language in LANGUAGES else {}), **({"theme": theme} if theme in THEMES else {})}
    if chosen and isinstance(request.user, User):
        set_preferences(request.user, **chosen)
    there = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return _spoken(redirect(there if safe else "web:home"), chosen.get("language", ""))


def _spoken(answer: HttpResponse, language: str) -> HttpResponse:
    """The language holds for what is said from here on, and for the log-in page of this browser."""
    if language:
        translation.activate(language)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    return answer
