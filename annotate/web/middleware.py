"""The language of a page, and the headers that every page carries."""

from __future__ import annotations

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class Language(LocaleMiddleware):
    """The person's preference, else the cookie, else what the browser asks for."""

    def process_request(self, request):
        super().process_request(request)
        # Without the cookie nobody is logged in: a program's request is spared the look into the session.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            preferred = request.user.preferences.get("language")
            if preferred in dict(settings.LANGUAGES):
                translation.activate(preferred)
                request.LANGUAGE_CODE = preferred


class PageHeaders:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
            response.headers.setdefault("Referrer-Policy", "same-origin")
            if request.user.is_authenticated:
                response.headers.setdefault("Cache-Control", "private, no-store")
        return response
