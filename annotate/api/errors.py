"""One error shape: {code, message, fields}."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response

from domain.errors import Invalid, NotAllowed, NotVisible, Problem, Refused

log = logging.getLogger("malmoi.api")

_STATUS = {Invalid: 400, Refused: 409, NotVisible: 404, NotAllowed: 403}
_CODES = {
    400: "invalid",
    401: "not_authenticated",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    415: "unsupported_media_type",
}


def body(code: str, message: str, fields: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"code": code, "message": message, "fields": fields or {}}


def status_of(problem: Problem) -> int:
    return next((code for kind, code in _STATUS.items() if isinstance(problem, kind)), 400)


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER."""
    if isinstance(error, Problem):
        return Response(body(error.code, error.message, error.fields), status=status_of(error))
    if isinstance(error, Http404):
        return Response(body("not_found", "There is nothing here, or it is not yours to see."), status=404)
    if isinstance(error, PermissionDenied):
        return Response(body("not_allowed", str(error) or "You may not do this."), status=403)
    if isinstance(error, RequestDataTooBig | BadRequest | SuspiciousOperation):
        return Response(body("invalid", str(error) or "The request is malformed."), status=400)
    if isinstance(error, OperationalError):
        # Another writer was in the way for longer than the database waits. Nothing was written; the same request may come again.
        log.warning("The database was busy", exc_info=True)
        answer = Response(body("busy", "The database is busy; please send the same request again."), status=503)
        answer["Retry-After"] = "1"
        return answer
    if isinstance(error, exceptions.APIException):
        return _of_framework(error)
    return None


def _of_framework(error: exceptions.APIException) -> Response:
    message = str(error.detail) if not isinstance(error.detail, dict | list) else "The request is not valid."
    fields = error.detail if isinstance(error.detail, dict) else {}
    code = "invalid_json" if isinstance(error, exceptions.ParseError) else _CODES.get(error.status_code, "error")
    answer = Response(body(code, message, fields), status=error.status_code)
    if header := getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = header
    if error.status_code == status.HTTP_429_TOO_MANY_REQUESTS and getattr(error, "wait", None):
        answer["Retry-After"] = str(int(error.wait))
    return answer
