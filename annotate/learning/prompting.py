"""The way to a language model that answers questions about texts: an OpenAI-compatible chat endpoint that the operator names.

Off unless `PROMPT_URL` is set. It is talked to on this machine, or on a host that `PROMPT_HOSTS` allows, and nothing else: redirects are
not followed, proxies of the environment not asked, and a long answer is cut off. Texts of the corpus leave this process here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from domain.errors import Invalid, Problem, Refused

_CODE = "prompt"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_LONGEST_ANSWER = 1_000_000
_ANSWER_TOKENS = 40


@dataclass(frozen=True)
class Endpoint:
    url: str
    model: str
    token: str = ""


def endpoint() -> Endpoint | None:
    """What is configured. `Invalid` where it is no address that may be talked to."""
    url = settings.PROMPT_URL
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Invalid("PROMPT_URL must be an address that begins with http:// or https://, without a name and password in it.")
    if parts.hostname not in (*_LOOPBACK, *settings.PROMPT_HOSTS):
        raise Refused(f"PROMPT_URL is on {parts.hostname}, which is neither this machine nor in PROMPT_HOSTS.", code="not_allowed_host")
    return Endpoint(url.rstrip("/"), settings.PROMPT_MODEL, settings.PROMPT_TOKEN)


def asking(to: Endpoint, *, transport: Any = None) -> tuple[Callable[[list[dict[str, str]]], str], Callable[[], None]]:
    """(ask, hang up): ask puts a chat's messages to the endpoint and gives the answer's text. Raises `Problem` (prompt)."""
    import httpx

    headers = {"Authorization": f"Bearer {to.token}"} if to.token else {}
    client = httpx.Client(headers=headers, timeout=httpx.Timeout(60.0, connect=5.0), trust_env=False, transport=transport)

    def ask(messages: list[dict[str, str]]) -> str:
        body = {"model": to.model, "messages": messages, "temperature": 0, "max_tokens": _ANSWER_TOKENS, "stream": False}
        try:
            with client.stream("POST", f"{to.url}/chat/completions", json=body) as response:
                return _answer(response.status_code, _read(response))
        except httpx.HTTPError as error:
            host = urlsplit(to.url).netloc
            raise Problem(f"The language model at {host} cannot be asked: {type(error).__name__}.", code=_CODE) from error

    return ask, client.close


def _read(response: Any) -> bytes:
    parts, size = [], 0
    for part in response.iter_bytes():
        size += len(part)
        if size > _LONGEST_ANSWER:
            raise Problem("The language model's answer is too long.", code=_CODE)
        parts.append(part)
    return b"".join(parts)


def _answer(status: int, raw: bytes) -> str:
    if status != 200:
        raise Problem(f"The language model answered with status {status}.", code=_CODE)
    try:
        text = json.loads(raw)["choices"][0]["message"]["content"]
    except (ValueError, TypeError, KeyError, IndexError):
        text = None
    if not isinstance(text, str):
        raise Problem("The language model's answer is not that of a chat endpoint.", code=_CODE)
    return text
