"""Who am I."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView


class Me(APIView):
    @extend_schema(
        responses=inline_serializer("Me", {"id": serializers.IntegerField(), "email": serializers.EmailField(), "name": serializers.CharField()}),
        operation_id="me",
    )
    def get(self, request):
        return Response({"id": request.user.pk, "email": request.user.email, "name": request.user.name})
