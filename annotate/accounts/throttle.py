"""So many tries in so much time. Counted in Django's cache: with a cache of its own in each process, the limit holds in each."""

from __future__ import annotations

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from domain.errors import Refused


def check(what: str, who: str, *, most: int, seconds: int) -> None:
    """Count one try of `who` at `what`, of whom only a hash is kept. Raises `Refused` (code `too_many`) beyond `most` in `seconds`."""
    key = f"throttle:{what}:{salted_hmac('annotate.accounts.throttle', who, algorithm='sha256').hexdigest()[:32]}"
    if cache.add(key, 1, timeout=seconds):
        return
    try:
        tries = cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.set(key, 1, timeout=seconds)
        return
    if tries > most:
        raise Refused("Too many tries. Wait a few minutes, then try again.", code="too_many")
