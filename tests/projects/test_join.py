"""invite_by_link, revoke, join; and the made-up names people stand under."""

from __future__ import annotations

import datetime as dt

import pytest

from annotate.accounts.models import User
from annotate.projects import selectors, services
from annotate.projects.models import Invitation
from domain.errors import Invalid, NotVisible, Refused
from tests.cast import NOW

LATER = NOW + dt.timedelta(days=8)
NEW = {"email": "New@Example.org", "name": "Nam Bora", "password": "plenty of tea 42"}


def link(cast, **more):
    given = {"role": "annotator", "by": cast.alice, "now": NOW, **more}
    return services.invite_by_link(cast.project, **given)


def test_only_the_hash_of_the_secret_is_kept(cast):
    made, secret = link(cast)
    row = Invitation.objects.filter(pk=made.pk).values().get()
    assert secret not in str(row)
    assert selectors.invitation_of(secret, now=NOW) == made


def test_a_new_person_comes_with_a_password_of_their_own(cast):
    made, secret = link(cast, role="viewer")
    member, is_new = services.join(secret, now=NOW, **NEW)
    assert is_new
    assert (member.role, member.invitation, member.pseudonym) == ("viewer", made, "")
    assert member.user.email == "new@example.org"
    assert member.user.check_password("plenty of tea 42")
    made.refresh_from_db()
    assert made.used == 1


def test_who_has_an_account_comes_with_it_and_once(cast):
    made, secret = link(cast)
    member, is_new = services.join(secret, now=NOW, user=cast.charlie)
    assert (member.user, is_new) == (cast.charlie, True)
    again, is_new = services.join(secret, now=NOW, user=cast.charlie)
    assert (again, is_new) == (member, False)
    made.refresh_from_db()
    assert made.used == 1


def test_a_link_changes_no_role(cast):
    _, secret = link(cast, role="viewer")
    assert services.join(secret, now=NOW, user=cast.alice)[0].role == "lead"


def test_an_account_that_is_there_is_never_taken_over(cast):
    services.invite(cast.project, email="new@example.org", role="annotator", now=NOW)  # no password yet
    made, secret = link(cast)
    for email in ("new@example.org", cast.charlie.email.upper()):
        with pytest.raises(Refused) as refused:
            services.join(secret, now=NOW, **{**NEW, "email": email})
        assert refused.value.code == "account_exists"
    assert not User.objects.get(email="new@example.org").has_usable_password()
    made.refresh_from_db()
    assert made.used == 0


@pytest.mark.parametrize(
    "wrong", [{"email": "none"}, {"password": "password"}, {"password": ""}, {"name": "x" * 151}, {"email": "a@nobody.invalid"}]
)
def test_what_is_wrong_is_said_and_no_place_is_used(cast, wrong):
    made, secret = link(cast, at_most=1)
    with pytest.raises(Invalid):
        services.join(secret, now=NOW, **{**NEW, **wrong})
    made.refresh_from_db()
    assert made.used == 0


def test_a_link_ends(cast):
    made, secret = link(cast, days=7, at_most=1)
    with pytest.raises(Refused) as expired:
        services.join(secret, now=LATER, user=cast.charlie)
    services.join(secret, now=NOW, **NEW)
    with pytest.raises(Refused) as used_up:
        services.join(secret, now=NOW, user=cast.charlie)
    services.revoke(made, now=NOW)
    with pytest.raises(Refused) as revoked:
        services.join(secret, now=NOW, user=cast.charlie)
    with pytest.raises(NotVisible) as unknown:
        services.join("no such secret", now=NOW, user=cast.charlie)
    codes = [problem.value.code for problem in (expired, used_up, revoked, unknown)]
    assert codes == ["expired", "used_up", "revoked", "unknown_invitation"]


def test_two_who_come_at_once_do_not_both_take_the_last_place(cast, monkeypatch):
    """Both have looked and seen a free place; the write decides."""
    made, secret = link(cast, at_most=1)
    seen = selectors.invitation_of(secret, now=NOW)
    services.join(secret, now=NOW, **NEW)
    monkeypatch.setitem(services.join.__globals__, "invitation_of", lambda secret, now: seen)
    with pytest.raises(Refused) as refused:
        services.join(secret, now=NOW, user=cast.charlie)
    assert refused.value.code == "used_up"


@pytest.mark.parametrize(
    "given", [{"role": "lead"}, {"role": "king"}, {"days": 0}, {"days": 367}, {"days": True}, {"at_most": 0}, {"note": "x" * 201}]
)
def test_a_link_that_cannot_be_is_refused(cast, given):
    with pytest.raises(Invalid):
        link(cast, **given)


def test_a_crowd_comes_without_e_mail_under_made_up_names(cast):
    _, secret = link(cast, pseudonyms=True)
    members = [services.join(secret, now=NOW)[0] for _ in range(12)]
    names = [member.pseudonym for member in members]
    assert len(set(names)) == 12
    assert all(member.user.is_nameless and str(member.user) == member.pseudonym for member in members)
    assert selectors.called(cast.project, [member.user_id for member in members]) == {m.user_id: m.pseudonym for m in members}


def test_a_project_may_call_everybody_by_a_made_up_name(cast, settings):
    settings.SECRET_KEY = "with which no two of these have one name"
    ids = [cast.alice.pk, cast.bob.pk, cast.charlie.pk]
    assert selectors.called(cast.project, ids)[cast.bob.pk] == "Bob"
    services.configure(cast.project, pseudonyms=True)
    called = selectors.called(cast.project, ids)
    assert len(set(called.values())) == 3
    assert not {"Alice", "Bob", "Charlie"} & set(called.values())
    services.remove(cast.project, cast.bob)
    assert selectors.called(cast.project, ids) == called  # who left keeps the name that stands in earlier figures
    services.configure(cast.project, pseudonyms=False)
    assert selectors.called(cast.project, ids)[cast.bob.pk] == "Bob"


def test_newcomers_of_such_a_project_get_a_made_up_name_too(cast):
    services.configure(cast.project, pseudonyms=True)
    by_mail, _ = services.invite(cast.project, email="one@example.org", role="annotator", now=NOW)
    _, secret = link(cast)
    by_link, _ = services.join(secret, now=NOW, user=cast.charlie)
    assert by_mail.pseudonym
    assert by_link.pseudonym == selectors.called(cast.project, [cast.charlie.pk])[cast.charlie.pk]
