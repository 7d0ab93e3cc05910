"""Headers that every page carries."""

from __future__ import annotations

from django.conf import settings


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
