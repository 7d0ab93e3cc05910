"""When a training is due, and why not."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.schedule import Due, Schedule, Stands, check, due, last_slot, next_slot, wait_after

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def stands(**more) -> Stands:
    return Stands(**{"is_open": False, "labels": 0, "nights_from": NOW - 30 * HOUR, **more})


def test_without_a_schedule_people_begin():
    assert due(Schedule(), stands(labels=10_000), NOW) == Due("by_hand")


def test_after_so_many_labels():
    asked = Schedule(after_labels=50)
    assert due(asked, stands(labels=49), NOW) == Due("waiting", "labels")
    assert due(asked, stands(labels=50), NOW) == Due("due", "labels")


def test_never_while_one_is_under_way():
    assert due(Schedule(after_labels=1, nightly_at=3), stands(is_open=True, labels=9), NOW).code == "under_way"


def test_between_two_passes_lies_the_time_that_one_took():
    of = {"labels": 50, "rested_from": NOW - dt.timedelta(minutes=4)}
    long, short = dt.timedelta(minutes=5), dt.timedelta(minutes=4)
    assert due(Schedule(50), stands(**of, took=long), NOW) == Due("resting", "labels", NOW + dt.timedelta(minutes=1))
    assert due(Schedule(50), stands(**of, took=short), NOW).is_due
    of["rested_from"] = NOW - HOUR
    assert due(Schedule(50), stands(**of, took=9 * HOUR), NOW).is_due  # never longer than an hour


def test_at_an_hour_of_the_night_there():
    asked = Schedule(nightly_at=3, time_zone="Asia/Seoul")
    slot = dt.datetime(2026, 3, 1, 18, 0, tzinfo=dt.UTC)
    assert due(asked, stands(), NOW) == Due("due", "nightly", slot)
    assert due(asked, stands(nights_from=slot), NOW) == Due("waiting", "nightly", slot + 24 * HOUR)


def test_both():
    asked = Schedule(after_labels=10, nightly_at=3)
    assert due(asked, stands(labels=10), NOW).how == "nightly"
    assert due(asked, stands(labels=10, nights_from=NOW), NOW).how == "labels"
    waits = due(asked, stands(labels=9, nights_from=NOW), NOW)
    assert (waits.code, waits.at) == ("waiting", dt.datetime(2026, 3, 3, 3, 0, tzinfo=dt.UTC))


def test_after_a_failure_it_waits_and_then_tries_the_same_again():
    failed = {"labels": 50, "failures": 2, "failed_at": NOW, "failed_how": "nightly"}
    again = NOW + dt.timedelta(minutes=10)
    assert due(Schedule(50), stands(**failed), NOW) == Due("backing_off", "nightly", again)
    assert due(Schedule(50), stands(**failed), again) == Due("due", "nightly", again)


def test_the_waits_double_up_to_a_day():
    waits = [wait_after(n) for n in range(1, 12)]
    assert waits[:3] == [dt.timedelta(minutes=m) for m in (5, 10, 20)]
    assert waits == sorted(waits)
    assert wait_after(10_000) == dt.timedelta(days=1)


ZONES = st.sampled_from(["UTC", "Asia/Seoul", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Australia/Lord_Howe"])
MOMENTS = st.integers(946_771_200, 2_493_072_000).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))


@given(MOMENTS, st.integers(0, 23), ZONES)
def test_the_slots_lie_around_the_moment_and_a_day_apart(now, hour, zone):
    last, after = last_slot(now, hour, zone), next_slot(now, hour, zone)
    assert last <= now < after
    # 25 hours where clocks go back; a place may skip a whole day (Apia, 30 December 2011)
    assert after - last <= dt.timedelta(hours=25) or zone == "Pacific/Apia"
    there = last.astimezone(ZoneInfo(zone))
    assert there.hour == hour or there.utcoffset() != (last - 3 * HOUR).astimezone(ZoneInfo(zone)).utcoffset()


@pytest.mark.parametrize(("day", "utc"), [((2026, 3, 29), 1), ((2026, 10, 25), 0)])
def test_where_clocks_are_put_forward_or_back_there_is_one_slot_a_day(day, utc):
    """Berlin skips 02:00 in spring and has it twice in autumn."""
    noon = dt.datetime(*day, 12, 0, tzinfo=dt.UTC)
    assert last_slot(noon, 2, "Europe/Berlin") == dt.datetime(*day, utc, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Schedule(after_labels=0), "after_labels"),
        (Schedule(after_labels=True), "after_labels"),
        (Schedule(after_labels="20"), "after_labels"),
        (Schedule(nightly_at=24), "nightly_at"),
        (Schedule(nightly_at=-1), "nightly_at"),
        (Schedule(time_zone="Mars/Olympus"), "time_zone"),
        (Schedule(time_zone="../../etc/passwd"), "time_zone"),
        (Schedule(time_zone=""), "time_zone"),
        (Schedule(time_zone=7), "time_zone"),
    ],
)
def test_what_is_no_schedule(asked, field):
    with pytest.raises(Invalid) as refused:
        check(asked)
    assert list(refused.value.fields) == [field]


def test_what_is_one():
    check(Schedule(1, 0, "Asia/Seoul"))
    check(Schedule())
