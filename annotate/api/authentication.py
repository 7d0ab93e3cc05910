"""Tokens for programs, sessions for the browser."""

from __future__ import annotations

from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from annotate.accounts.services import user_of_token


class Token(BaseAuthentication):
    """`Authorization: Token mm_…`"""

    def authenticate(self, request):
        scheme, _, given = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "token":
            return None
        user = user_of_token(given.strip())
        if user is None:
            raise AuthenticationFailed("This token is not valid.")
        return user, given

    def authenticate_header(self, request):
        return "Token"


class Session(SessionAuthentication):
    def authenticate(self, request):
        user = getattr(request._request, "user", None)
        if not user or not user.is_authenticated or not user.is_active:
            return None
        self.enforce_csrf(request)
        return user, None
