"""What the model server answers when it is asked what it can generate, and to generate: plain values in, plain values out."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.errors import Invalid
from ml_backend.augment import picture_files
from ml_backend.augment.augmenter import PICTURE, TEXT
from ml_backend.augment.registry import augment_picture, augment_text, augmenter, names
from ml_backend.settings import Settings

# Pictures come back whole, so fewer of them fit into an answer.
_AT_MOST = {TEXT: 5000, PICTURE: 200}
_OF_EACH_AT_MOST = 50
# What one text or picture and one augmenter cannot do together is told in numbers; anything else is the request's own fault.
_TOLD = ("not_this_language", "nothing_to_change", "no_file", "broken_picture", "picture_too_large")


@dataclass(frozen=True)
class AugmentRequest:
    """POST /augment, ours: up to `n` new ones of each of `texts` [{id, text}] or of `pictures` [{id, picture: its address}] by each of
    `augmenters`, or by those alone that its own row names."""

    medium: str
    rows: list[tuple[Any, str, list[str]]]
    augmenters: list[str]
    n: int
    seed: int

    @classmethod
    def parse(cls, payload: Any) -> AugmentRequest:
        body = payload if isinstance(payload, Mapping) else {}
        medium = PICTURE if "pictures" in body else TEXT
        many = f"{medium}s"
        rows, chosen = body.get(many), body.get("augmenters")
        if not isinstance(rows, list) or not all(isinstance(r, Mapping) and isinstance(r.get(medium), str) and "id" in r for r in rows):
            raise Invalid(f"{many} must be a list of {{id, {medium}}}.", fields={many: f"a list of {{id, {medium}}}"})
        if len(rows) > _AT_MOST[medium]:
            raise Invalid(f"At most {_AT_MOST[medium]:,} {many} at once, not {len(rows):,}.", fields={many: len(rows)})
        if not isinstance(chosen, list) or not chosen or not all(isinstance(name, str) for name in chosen):
            raise Invalid("augmenters must be a list of names.", fields={"augmenters": "a list of names"})
        n, seed = (_whole(body, name, default) for name, default in (("n", 1), ("seed", 0)))
        if not 1 <= n <= _OF_EACH_AT_MOST:
            raise Invalid(f"n must be 1 to {_OF_EACH_AT_MOST}.", fields={"n": n})
        return cls(medium, [(row["id"], row[medium], _own(row, chosen)) for row in rows], chosen, n, seed)


def _own(row: Mapping[str, Any], chosen: list[str]) -> list[str]:
    own = row.get("augmenters", chosen)
    if not isinstance(own, list) or not set(own) <= set(chosen):
        raise Invalid("A row's augmenters must be among those of the request.", fields={"augmenters": "among those of the request"})
    return own


def _whole(body: Mapping[str, Any], name: str, default: int) -> int:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise Invalid(f"{name} must be a whole number, 0 or more.", fields={name: str(value)[:50]})
    return value


def listed(settings: Settings) -> dict[str, Any]:
    """GET /augmenters: every augmenter; `cannot` says why one cannot run here, and is empty where it can."""
    rows = [augmenter(name) for name in names()]
    return {
        "augmenters": [
            {
                "name": one.name,
                "title": one.title,
                "medium": one.medium,
                "languages": list(one.languages),
                "source": one.source,
                "version": one.version,
                "cannot": one.can_run(settings) or "",
            }
            for one in rows
        ]
    }


def generated(payload: Any, settings: Settings) -> dict[str, Any]:
    """`made`: [{id, text or picture, augmenter, version, seed, place}], each the `place`-th that this seed gives of that text or picture;
    a picture as a data: address. `not_made`: {augmenter: {why: how many of them}}."""
    request = AugmentRequest.parse(payload)
    made, not_made = [], {name: Counter[str]() for name in request.augmenters}
    for key, given, by in request.rows:
        draw = _texts(given, request, settings) if request.medium == TEXT else _pictures(given, request, settings)
        for name in by:
            try:
                found = draw(name)
            except Invalid as problem:
                if problem.code not in _TOLD:
                    raise
                not_made[name][problem.code] += 1
                continue
            told = {"id": key, "augmenter": name, "version": augmenter(name).version, "seed": request.seed}
            made += [{**told, request.medium: one, "place": place} for place, one in enumerate(found)]
    return {"made": made, "not_made": {name: dict(why) for name, why in not_made.items() if why}}


def _texts(text: str, request: AugmentRequest, settings: Settings) -> Callable[[str], list[str]]:
    return lambda name: augment_text(name, text, request.n, rng_of(request.seed, name, text), settings)


def _pictures(address: str, request: AugmentRequest, settings: Settings) -> Callable[[str], list[str]]:
    """Read once for all augmenters; one that cannot be read is told of each."""
    there: dict[str, picture_files.Opened] = {}

    def draw(name: str) -> list[str]:
        if not there:
            there["it"] = picture_files.read(address, settings)
        one = there["it"]
        rng = rng_of(request.seed, name, one.digest)
        return [picture_files.written(new, one) for new, _ in augment_picture(name, one.picture, (), request.n, rng, settings)]

    return draw


def rng_of(seed: int, name: str, text: str) -> np.random.Generator:
    """Of one text (of a picture: its digest) and one augmenter: what is generated of it does not depend on the others beside it."""
    return np.random.default_rng([seed, zlib.crc32(name.encode()), zlib.crc32(text.encode("utf-8", "surrogatepass"))])
