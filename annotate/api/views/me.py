"""Who am I, and how I like it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from annotate.accounts import services
from annotate.accounts.models import User
from domain.errors import Invalid

from .. import given, shapes


class Me(APIView):
    @extend_schema(responses=shapes.Me, operation_id="me")
    def get(self, request):
        return Response(_body(request.user))

    @extend_schema(request=shapes.MyChange, responses=shapes.Me, operation_id="change_me")
    def patch(self, request):
        """Merge preferences into mine; null takes one back."""
        data = given.fields(request)
        if set(data) != {"preferences"} or not isinstance(data["preferences"], dict):
            raise Invalid("Send an object with preferences, and nothing else.", fields={"preferences": "an object is required"})
        services.set_preferences(request.user, **data["preferences"])
        return Response(_body(request.user))


def _body(user: User) -> dict[str, Any]:
    return {"id": user.pk, "email": user.email, "name": user.name, "preferences": user.preferences}
