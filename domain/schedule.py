"""When a model is due to be trained again: after so many new labels, at an hour of every night, and when not yet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.errors import Invalid

BY_HAND, LABELS, NIGHTLY = "by_hand", "labels", "nightly"
HOWS = (BY_HAND, LABELS, NIGHTLY)
MOST_LABELS = 100_000
# After a failure: 5 minutes, 10, 20 … a day. A fault that passes costs little, one that stays is tried once a day.
_FIRST_WAIT, _LONGEST_WAIT = dt.timedelta(minutes=5), dt.timedelta(days=1)
# Between two trainings after labels passes at least the time that one takes, so that training never has more than half of a worker.
_LONGEST_REST = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Schedule:
    """after_labels: None is never; nightly_at: the hour, 0 to 23, None is never; time_zone: a name of the IANA data base."""

    after_labels: int | None = None
    nightly_at: int | None = None
    time_zone: str = "UTC"

    @property
    def is_on(self) -> bool:
        return self.after_labels is not None or self.nightly_at is not None


@dataclass(frozen=True)
class Stands:
    """How things stand. labels: new ones since the last look, counted no further than is asked for; failures: so many in a row, the last
    at `failed_at`, which was to be made `failed_how`; nights_from: a night's hour before it is past and done with; rested_from, took: when
    the last training ended and how long it was at work."""

    is_open: bool
    labels: int
    nights_from: dt.datetime
    failures: int = 0
    failed_at: dt.datetime | None = None
    failed_how: str = ""
    rested_from: dt.datetime | None = None
    took: dt.timedelta = dt.timedelta()


@dataclass(frozen=True)
class Due:
    """code: "due"; or why not: "by_hand" (nothing is scheduled), "under_way", "backing_off", "resting", "waiting". how: what it would be
    (or is) made by; at: when it is due or is looked at again, where that is a moment."""

    code: str
    how: str = ""
    at: dt.datetime | None = None

    @property
    def is_due(self) -> bool:
        return self.code == "due"


def check(schedule: Schedule) -> None:
    """Raises `Invalid` with the field that is wrong."""
    labels, hour = schedule.after_labels, schedule.nightly_at
    if labels is not None and (isinstance(labels, bool) or not isinstance(labels, int) or not 1 <= labels <= MOST_LABELS):
        raise Invalid(f"after_labels: a whole number from 1 to {MOST_LABELS:,}, or none.", fields={"after_labels": "out of range"})
    if hour is not None and (isinstance(hour, bool) or not isinstance(hour, int) or not 0 <= hour <= 23):
        raise Invalid("nightly_at: an hour from 0 to 23, or none.", fields={"nightly_at": "out of range"})
    try:
        ZoneInfo(schedule.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError, TypeError):
        raise Invalid(f"time_zone: there is no time zone '{schedule.time_zone}'.", fields={"time_zone": "unknown"}) from None


def last_slot(now: dt.datetime, hour: int, zone: str) -> dt.datetime:
    """The latest time, up to and with `now`, at which it was that hour there. Where the clocks skip the hour, the moment after the gap's
    beginning that Python's fold=0 names; where they repeat it, the first of the two."""
    there = now.astimezone(ZoneInfo(zone))
    slots = [_slot(there.date() - dt.timedelta(days=n), hour, zone) for n in (0, 1)]
    return next(slot for slot in slots if slot <= now)


def next_slot(now: dt.datetime, hour: int, zone: str) -> dt.datetime:
    """The first such time after `now`."""
    there = now.astimezone(ZoneInfo(zone))
    slots = [_slot(there.date() + dt.timedelta(days=n), hour, zone) for n in (0, 1)]
    return next(slot for slot in slots if slot > now)


def _slot(day: dt.date, hour: int, zone: str) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)


def wait_after(failures: int) -> dt.timedelta:
    """How long nothing is tried after so many failures in a row; at least one."""
    return min(_FIRST_WAIT * 2 ** min(max(failures, 1) - 1, 20), _LONGEST_WAIT)


def due(schedule: Schedule, stands: Stands, now: dt.datetime) -> Due:
    if stands.is_open:
        return Due("under_way")
    if not schedule.is_on:
        return Due(BY_HAND)
    if stands.failures and stands.failed_at is not None:
        again = stands.failed_at + wait_after(stands.failures)
        return Due("due" if again <= now else "backing_off", stands.failed_how, again)
    if schedule.nightly_at is not None and (slot := last_slot(now, schedule.nightly_at, schedule.time_zone)) > stands.nights_from:
        return Due("due", NIGHTLY, slot)
    if schedule.after_labels is not None and stands.labels >= schedule.after_labels:
        rested = None if stands.rested_from is None else stands.rested_from + min(stands.took, _LONGEST_REST)
        return Due("due", LABELS) if rested is None or rested <= now else Due("resting", LABELS, rested)
    if schedule.nightly_at is not None:
        return Due("waiting", NIGHTLY, next_slot(now, schedule.nightly_at, schedule.time_zone))
    return Due("waiting", LABELS)
