"""What the OpenAPI document says of us beyond what it reads off the views."""

from __future__ import annotations

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "annotate.api.authentication.Token"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token mm_…`; `manage.py token EMAIL` prints one.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "annotate.api.authentication.Session"
    name = "session"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "cookie", "name": "malmoi_session"}
