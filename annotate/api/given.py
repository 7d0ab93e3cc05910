"""What a request gave, checked for its form. What it means is for the services to judge."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.utils import timezone

from domain.errors import Invalid


def fields(request) -> dict[str, Any]:
    """The body as an object."""
    if not isinstance(request.data, dict):
        raise Invalid("The body must be a JSON object.")
    return request.data


def parts(request, names: Collection[str], *, of: str) -> dict[str, Any]:
    """The body as keyword arguments of a service that takes these. of: what they are parts of, in words."""
    data = fields(request)
    if unknown := [name for name in data if name not in names]:
        raise Invalid(f"{unknown[0]}: is no part of {of}.", fields={unknown[0]: "unknown"})
    return data


def text(data: dict, name: str, *, default: str | None = None) -> str:
    value = data.get(name, default)
    if not isinstance(value, str):
        raise Invalid(f"{name}: {'is required' if value is None else 'must be a text'}.", fields={name: "a text is required"})
    if "\x00" in value:
        raise Invalid(f"{name}: holds a NUL character.", fields={name: "holds a NUL character"})
    return value


def whole(data: dict, name: str, *, default: int | None = None) -> int | None:
    value = data.get(name, default)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**62:
        raise Invalid(f"{name}: must be a whole number.", fields={name: "must be a whole number"})
    return value


def ids(data: dict, name: str, *, most: int = 100) -> list[int]:
    """A list of ids; empty where nothing is said."""
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, int) and abs(one) < 2**62 for one in value) or len(value) > most:
        raise Invalid(f"{name}: must be a list of at most {most} ids.", fields={name: "must be a list of ids"})
    return value


def identifier(data: dict, name: str, *, required: bool = True) -> uuid.UUID | None:
    value = data.get(name)
    if value is None and not required:
        return None
    try:
        return uuid.UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise Invalid(f"{name}: must be a UUID made by the client.", fields={name: "must be a UUID"}) from None


def page_size(request, *, default: int = 100, most: int = 1000) -> int:
    return min(max(_query_number(request, "page_size", default), 1), most)


def after(request) -> int:
    return _query_number(request, "after", 0)


def _query_number(request, name: str, default: int) -> int:
    given = request.query_params.get(name)
    if given is None:
        return default
    if not given.isdecimal() or len(given) > 18:
        raise Invalid(f"{name}: must be a whole number.", fields={name: "must be a whole number"})
    return int(given)


def next_page(request, last_id: int | None) -> str | None:
    """The address of the page after `last_id`; None when there is none."""
    if last_id is None:
        return None
    query = request.query_params.copy()
    query["after"] = str(last_id)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


now = timezone.now
