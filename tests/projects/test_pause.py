"""pause, resume."""

from __future__ import annotations

import datetime as dt

import pytest

from annotate.projects import selectors, services
from domain.errors import Invalid, NotVisible
from tests.cast import NOW

LATER = NOW + dt.timedelta(hours=1)


def test_a_pause_is_kept_with_its_reason_and_ends(cast):
    services.pause(cast.project, cast.bob, reason=" too fast ", now=NOW)
    kept = cast.project.memberships.get(user=cast.bob)
    assert (kept.paused_at, kept.paused_reason) == (NOW, "too fast")
    assert [row.user for row in selectors.paused(cast.project)] == [cast.bob]
    services.resume(cast.project, cast.bob, now=LATER)
    kept.refresh_from_db()
    assert (kept.paused_at, kept.paused_reason, kept.resumed_at) == (None, "", LATER)


def test_a_second_pause_leaves_the_first_as_it_was(cast):
    services.pause(cast.project, cast.bob, reason="first", now=NOW)
    services.pause(cast.project, cast.bob, reason="second", now=LATER)
    kept = cast.project.memberships.get(user=cast.bob)
    assert (kept.paused_at, kept.paused_reason) == (NOW, "first")


def test_resuming_who_is_not_paused_changes_nothing(cast):
    assert services.resume(cast.project, cast.bob, now=NOW).resumed_at is None


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
def test_a_pause_needs_a_reason(cast, reason):
    with pytest.raises(Invalid):
        services.pause(cast.project, cast.bob, reason=reason, now=NOW)


def test_a_stranger_cannot_be_paused(cast):
    with pytest.raises(NotVisible):
        services.pause(cast.project, cast.charlie, reason="who?", now=NOW)
