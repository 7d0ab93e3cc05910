"""What the model server answers when it is asked what it can generate, and to generate: plain values in, plain values out."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.errors import Invalid
from ml_backend.augment.registry import augment_text, augmenter, names
from ml_backend.settings import Settings

_TEXTS_AT_MOST = 5000
_OF_EACH_AT_MOST = 50
# What one text and one augmenter cannot do together is told in numbers; anything else is the request's own fault.
_TOLD = ("not_this_language", "nothing_to_change")


@dataclass(frozen=True)
class AugmentRequest:
    """POST /augment, ours: up to `n` new texts of each of `texts` [{id, text}] by each of `augmenters`."""

    texts: list[tuple[Any, str]]
    augmenters: list[str]
    n: int
    seed: int

    @classmethod
    def parse(cls, payload: Any) -> AugmentRequest:
        body = payload if isinstance(payload, Mapping) else {}
        rows, chosen = body.get("texts"), body.get("augmenters")
        if not isinstance(rows, list) or not all(isinstance(r, Mapping) and isinstance(r.get("text"), str) and "id" in r for r in rows):
            raise Invalid("texts must be a list of {id, text}.", fields={"texts": "a list of {id, text}"})
        if len(rows) > _TEXTS_AT_MOST:
            raise Invalid(f"At most {_TEXTS_AT_MOST:,} texts at once, not {len(rows):,}.", fields={"texts": len(rows)})
        if not isinstance(chosen, list) or not chosen or not all(isinstance(name, str) for name in chosen):
            raise Invalid("augmenters must be a list of names.", fields={"augmenters": "a list of names"})
        n, seed = (_whole(body, name, default) for name, default in (("n", 1), ("seed", 0)))
        if not 1 <= n <= _OF_EACH_AT_MOST:
            raise Invalid(f"n must be 1 to {_OF_EACH_AT_MOST}.", fields={"n": n})
        return cls([(row["id"], row["text"]) for row in rows], chosen, n, seed)


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
    """`made`: [{id, text, augmenter, version, seed, place}], each the `place`-th that this seed gives of that text; `not_made`:
    {augmenter: {why: how many texts}}."""
    request = AugmentRequest.parse(payload)
    made, not_made = [], {name: Counter[str]() for name in request.augmenters}
    for key, text in request.texts:
        for name in request.augmenters:
            try:
                found = augment_text(name, text, request.n, rng_of(request.seed, name, text), settings)
            except Invalid as problem:
                if problem.code not in _TOLD:
                    raise
                not_made[name][problem.code] += 1
                continue
            told = {"id": key, "augmenter": name, "version": augmenter(name).version, "seed": request.seed}
            made += [{**told, "text": one, "place": place} for place, one in enumerate(found)]
    return {"made": made, "not_made": {name: dict(why) for name, why in not_made.items() if why}}


def rng_of(seed: int, name: str, text: str) -> np.random.Generator:
    """Of one text and one augmenter: what is generated of it does not depend on the texts beside it."""
    return np.random.default_rng([seed, zlib.crc32(name.encode()), zlib.crc32(text.encode("utf-8", "surrogatepass"))])
