"""The way to the ML backend: one function (method, path, payload) → (status, answer), in this process or over HTTP.

`config` puts it in place. Whatever goes wrong on the way becomes a `Problem` with code "ml_backend" and a plain sentence; what the
backend itself refused stands in its `fields` as {code, status}.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

from domain.errors import Invalid, Problem

log = logging.getLogger("malmoi.learning")

Answer = tuple[int, dict[str, Any] | Iterator[dict[str, Any]]]
Backend = Callable[[str, str, dict[str, Any] | None], Answer]

_CODE = "ml_backend"
_LONGEST_EVENT = 2**22
_backend: Backend | None = None


def use(backend: Backend | None) -> None:
    """From now on this one answers."""
    global _backend
    _backend = backend


def call(method: str, path: str, payload: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answer, a JSON object. Raises `Problem` (ml_backend)."""
    answer = _ask(method, path, payload)
    if not isinstance(answer, dict):
        _close(answer)
        raise Problem("The ML backend answered with a stream where one object was expected.", code=_CODE)
    return answer


def stream(path: str, payload: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """POST, and the events as they come. An event that says "error" is raised as `Problem` (ml_backend). Close it to cancel."""
    answer = _ask("POST", path, payload)
    if isinstance(answer, dict):
        raise Problem("The ML backend answered with one object where a stream was expected.", code=_CODE)
    try:
        for event in _guarded(answer):
            if event.get("event") == "error":
                raise _refused(event, 200)
            yield event
    finally:
        _close(answer)


def _close(answer: Any) -> None:
    if hasattr(answer, "close"):
        answer.close()


def _ask(method: str, path: str, payload: dict[str, Any] | None) -> Any:
    if _backend is None:
        raise Problem("No ML backend is set up.", code=_CODE)
    try:
        status, answer = _backend(method, path, payload)
    except Problem:
        raise
    except Exception as error:
        raise _broken(error) from error
    if status >= 400:
        told = answer if isinstance(answer, dict) else {}
        raise _not_offered(method, path, status) if _unknown(told, status) else _refused(told, status)
    return answer


def lacks(problem: Problem) -> bool:
    """Whether the backend does not know the request at all: one that speaks Label Studio's protocol only knows fewer than ours."""
    return problem.fields.get("code") == "not_offered"


def _unknown(told: dict[str, Any], status: int) -> bool:
    return status in (404, 405, 501) and told.get("code") in (None, "", "unknown_path")


def _not_offered(method: str, path: str, status: int) -> Problem:
    told = f"The ML backend does not know {method} {path}. Either its address is wrong, or it speaks Label Studio's protocol only."
    return Problem(told, code=_CODE, fields={"code": "not_offered", "status": status})


def _guarded(events: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    try:
        yield from events
    except Problem:
        raise
    except Exception as error:
        raise _broken(error) from error


def _refused(told: dict[str, Any], status: int) -> Problem:
    message = str(told.get("message") or f"It answered with status {status}.")
    fields = {"code": str(told.get("code") or ""), "status": status}
    return Problem(f"The ML backend refused: {message}", code=_CODE, fields=fields)


def _broken(error: Exception) -> Problem:
    log.exception("The ML backend failed")
    return Problem(f"The ML backend failed: {type(error).__name__}: {error}", code=_CODE, fields={"code": "", "status": 500})


def over_http(url: str, token: str = "", *, transport: Any = None) -> Backend:
    """The ML backend at `url`. Redirects are not followed and proxies of the environment not asked: it is talked to, or nothing is.

    Raises `Invalid` for an address that is not http(s).
    """
    import httpx

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Invalid(f"The ML backend's address must begin with http:// or https://, not '{url}'.", fields={"ML_BACKEND_URL": "address"})
    # A training is silent while it fits; any other answer comes within minutes, or something is stuck.
    waits = httpx.Timeout(300.0, connect=5.0)
    headers = {"Authorization": f"Token {token}"} if token else {}
    # Reading the certificates takes longer than most requests: once, and never for an address without them.
    verify = httpx.create_ssl_context() if parts.scheme == "https" else False

    def backend(method: str, path: str, payload: dict[str, Any] | None = None) -> Answer:
        client = httpx.Client(base_url=url, headers=headers, timeout=waits, transport=transport, trust_env=False, verify=verify)
        with ExitStack() as stack:
            stack.callback(client.close)
            try:
                response = client.send(client.build_request(method, path, **_body(method, path, payload)), stream=True)
                stack.callback(response.close)
                if response.headers.get("Content-Type", "").startswith("application/x-ndjson"):
                    stack.pop_all()  # whoever reads the events hangs up
                    return response.status_code, _Events(client, response)
                return response.status_code, _told(response.status_code, response.read())
            except httpx.HTTPError as error:
                raise _unreachable(url, error) from error

    return backend


def _body(method: str, path: str, payload: dict[str, Any] | None) -> dict[str, Any]:
    """Examples of a training travel one a line: a wrong one is named by its line. With a length, for not every server takes chunks."""
    if method == "GET":
        return {"params": payload or {}}
    if path == "/train" and payload:
        head = {name: value for name, value in payload.items() if name != "examples"}
        lines = [json.dumps(row).encode() + b"\n" for row in [head, *payload["examples"]]]
        return {"content": b"".join(lines), "headers": {"Content-Type": "application/x-ndjson"}}
    return {"json": payload or {}}


class _Events:
    """The lines of a response as they come. Closing it hangs up, also where nobody has read a line yet."""

    def __init__(self, client: Any, response: Any) -> None:
        self._client, self._response = client, response
        self._lines = self._read()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self._lines

    def __next__(self) -> dict[str, Any]:
        return next(self._lines)

    def close(self) -> None:
        self._lines.close()
        self._response.close()
        self._client.close()

    def _read(self) -> Generator[dict[str, Any], None, None]:
        import httpx

        try:
            for line in self._response.iter_lines():
                if len(line) > _LONGEST_EVENT:
                    raise Problem("The ML backend sent an event that is too large.", code=_CODE)
                if line.strip():
                    yield _object(line)
        except httpx.HTTPError as error:
            raise _unreachable(str(self._response.url), error) from error


def _told(status: int, text: bytes) -> dict[str, Any]:
    """A refusal need not be JSON: many servers write a page of HTML for an address that they do not know."""
    try:
        return _object(text)
    except Problem:
        if status < 400:
            raise
        return {}


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise Problem("The ML backend's answer is not the JSON it should be. Is it the right address?", code=_CODE)
    return value


def _unreachable(url: str, error: Exception) -> Problem:
    import httpx

    host = urlsplit(url).netloc.rpartition("@")[2]
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return Problem(f"The ML backend at {host} cannot be reached. Is it running?", code=_CODE, fields={"code": "down", "status": 0})
    why = "did not answer in time" if isinstance(error, httpx.TimeoutException) else "broke off"
    return Problem(f"The ML backend at {host} {why}.", code=_CODE, fields={"code": "down", "status": 0})
