"""create, configure, invite, remove: a project and its people."""

from __future__ import annotations

import pytest

from annotate.projects import selectors, services
from domain import roles
from domain.errors import Invalid, NotAllowed, NotVisible, Refused
from tests.cast import NOW, bring, person


def test_the_creator_leads(cast):
    assert selectors.seat(cast.alice, cast.project.pk).role == roles.LEAD


def test_seat_tells_a_stranger_nothing_and_a_member_their_bounds(cast):
    with pytest.raises(NotVisible):
        selectors.seat(cast.charlie, cast.project.pk)
    with pytest.raises(NotAllowed):
        selectors.seat(cast.bob, cast.project.pk, roles.MANAGE)
    assert selectors.seat(cast.dora, cast.project.pk, roles.ADJUDICATE).user == cast.dora


def test_invite_makes_the_account_and_changes_a_role(cast):
    member, made = services.invite(cast.project, email="Neu@Example.org ", role="viewer", now=NOW)
    assert made
    assert member.user.email == "neu@example.org"
    assert not member.user.has_usable_password()
    again, made = services.invite(cast.project, email="neu@example.org", role="annotator", now=NOW)
    assert (again.pk, made, again.role) == (member.pk, False, "annotator")


@pytest.mark.parametrize(("email", "role"), [("no mail", "viewer"), ("", "viewer"), ("x@example.org", "king")])
def test_invite_says_what_is_wrong(cast, email, role):
    with pytest.raises(Invalid):
        services.invite(cast.project, email=email, role=role, now=NOW)


def test_a_project_keeps_a_lead(cast):
    with pytest.raises(Refused):
        services.remove(cast.project, cast.alice)
    with pytest.raises(Refused):
        services.invite(cast.project, email=cast.alice.email, role="viewer", now=NOW)
    services.invite(cast.project, email=person("Bob").email, role="lead", now=NOW)
    services.remove(cast.project, cast.alice)
    with pytest.raises(NotVisible):
        selectors.seat(cast.alice, cast.project.pk)


def test_settings_are_checked_and_kept(cast):
    services.configure(cast.project, annotators_per_task=5, random_share=0.2, show_suggestions=False)
    cast.project.refresh_from_db()
    assert (cast.project.annotators_per_task, cast.project.random_share, cast.project.show_suggestions) == (5, 0.2, False)


@pytest.mark.parametrize(
    "given",
    [
        {"annotators_per_task": 0},
        {"annotators_per_task": 2.5},
        {"annotators_per_task": True},
        {"random_share": 2},
        {"random_share": float("nan")},
        {"level": "funny"},
        {"show_suggestions": "yes"},
        {"cleaning": [{"pattern": "("}]},
        {"colour": "red"},
    ],
)
def test_a_setting_that_is_not_right_is_named(cast, given):
    with pytest.raises(Invalid):
        services.configure(cast.project, **given)


def test_what_would_move_items_between_splits_is_fixed_by_the_first_import(cast):
    services.configure(cast.project, train_share=0.7)
    bring(cast, ["one"])
    with pytest.raises(Refused):
        services.configure(cast.project, train_share=0.5)


def test_the_shares_leave_room_for_a_test_split(cast):
    with pytest.raises(Invalid):
        services.configure(cast.project, train_share=0.9, dev_share=0.2)
