"""The model server as a WSGI application: `granian --interface wsgi ml_backend.server:application`."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from domain.errors import Invalid, Problem
from ml_backend import service

_REASONS = {200: "OK", 201: "Created", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
            409: "Conflict", 411: "Length Required", 413: "Content Too Large", 500: "Internal Server Error"}  # fmt: skip
_JSON, _NDJSON = "application/json", "application/x-ndjson"
_OPEN = ("/", "/health")
Start = Callable[..., Any]


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """/health answers anyone; all else wants ML_BACKEND_TOKEN, if set: `Authorization: Token …`, `Bearer …`, or Basic's password."""
    return Application(service.default())(environ, start_response)


class Application:
    def __init__(self, answering: service.Service) -> None:
        self._service = answering

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO") or "/"
        settings = self._service.settings
        if settings.token and path not in _OPEN and not _allowed(environ.get("HTTP_AUTHORIZATION", ""), settings.token):
            refusal = _problem("unauthorized", "This model server wants a token.")
            return _send(start_response, 401, refusal, [("WWW-Authenticate", 'Basic realm="malmoi"')])
        try:
            payload = _query(environ) if method == "GET" else _body(environ, settings.max_body)
            status, answer = self._service.handle(method, path, payload)
        except _TooLarge as error:
            return _send(start_response, 413, _problem("too_large", str(error)))
        except Problem as problem:
            return _send(start_response, service.status_of(problem), _problem(problem.code, problem.message, problem.fields))
        except Exception as broken:
            environ["wsgi.errors"].write(f"{method} {path}: {type(broken).__name__}: {broken}\n")
            return _send(start_response, 500, _problem("internal", "The model server failed on this request; its log has the reason."))
        if isinstance(answer, dict):
            return _send(start_response, status, answer)
        start_response(f"{status} {_REASONS[status]}", [("Content-Type", _NDJSON), ("Cache-Control", "no-store")])
        return _lines(answer)


class _TooLarge(Exception):
    pass


def _allowed(header: str, token: str) -> bool:
    scheme, _, given = header.partition(" ")
    if scheme.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except ValueError:
            return False
    elif scheme.lower() not in ("token", "bearer"):
        return False
    return hmac.compare_digest(given.strip().encode(), token.encode())


def _query(environ: dict[str, Any]) -> dict[str, str]:
    return dict(parse_qsl(environ.get("QUERY_STRING", "")))


def _body(environ: dict[str, Any], limit: int) -> Any:
    raw = _read(environ, limit)
    kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    try:
        return _from_lines(raw) if kind in (_NDJSON, "application/jsonl") else json.loads(raw)
    except UnicodeDecodeError as error:
        raise Invalid(f"The body is not UTF-8 (byte {error.start}).", fields={"body": "encoding"}) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Invalid(f"The body is not JSON: {error.msg} at {place}.", fields={"body": error.msg}) from None
    except RecursionError:
        raise Invalid("The body's JSON is nested too deeply.", fields={"body": "depth"}) from None


def _read(environ: dict[str, Any], limit: int) -> bytes:
    """The whole body, with or without a declared length; never more than the limit is held."""
    declared = environ.get("CONTENT_LENGTH") or ""
    if declared.isdigit() and int(declared) > limit:
        raise _TooLarge(f"The body has {int(declared)} bytes; {limit} are allowed (ML_BACKEND_MAX_BODY).")
    want = int(declared) if declared.isdigit() else limit + 1
    parts, size, stream = [], 0, environ["wsgi.input"]
    while size < want and (part := stream.read(min(1 << 20, want - size))):
        parts.append(part)
        size += len(part)
    if size > limit:
        raise _TooLarge(f"The body has more than the allowed {limit} bytes (ML_BACKEND_MAX_BODY).")
    return b"".join(parts)


def _from_lines(raw: bytes) -> dict[str, Any]:
    """NDJSON for /train: the first line is the request without its examples, every further line one example."""
    lines = [line for line in raw.decode().split("\n") if line.strip()]
    if not lines:
        raise Invalid("The body is empty.", fields={"body": "empty"})
    head, rows = json.loads(lines[0]), []
    for number, line in enumerate(lines[1:], 2):
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError as error:
            why = f"Line {number} is not JSON: {error.msg} at column {error.colno}."
            raise Invalid(why, fields={f"line {number}": error.msg}) from None
    if not isinstance(head, dict):
        raise Invalid("The first line must be a JSON object.", fields={"line 1": type(head).__name__})
    return head | {"examples": rows}


def _problem(code: str, message: str, fields: dict | None = None) -> dict[str, Any]:
    return {"code": code, "message": message, "fields": fields or {}}


def _send(start_response: Start, status: int, answer: dict[str, Any], headers: list | None = None) -> list[bytes]:
    body = _encode(answer)
    start_response(f"{status} {_REASONS[status]}", [("Content-Type", _JSON), ("Content-Length", str(len(body))), *(headers or [])])
    return [body]


def _encode(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace")


def _lines(events: Iterator[dict[str, Any]]) -> Iterator[bytes]:
    """Closing this (the client went away) closes the training."""
    try:
        for event in events:
            yield _encode(event) + b"\n"
    finally:
        if hasattr(events, "close"):
            events.close()
