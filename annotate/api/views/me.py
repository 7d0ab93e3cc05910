"""Who am I."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from .. import shapes


class Me(APIView):
    @extend_schema(responses=shapes.Me, operation_id="me")
    def get(self, request):
        return Response({"id": request.user.pk, "email": request.user.email, "name": request.user.name})
