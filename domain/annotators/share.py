"""A share with its interval."""

from __future__ import annotations

from domain.evaluation import Estimate, wilson


def share(hits: int, of: int, *, reason: str) -> Estimate:
    """The share with Wilson's 95 % score interval (Wilson 1927); of nothing it is undefined, for the reason given."""
    if of == 0:
        return Estimate(None, reason=reason)
    low, high = wilson(hits, of)
    return Estimate(hits / of, low, high, items=of)
