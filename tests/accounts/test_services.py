"""account, token_for, user_of_token."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from annotate.accounts import services
from tests.cast import person

pytestmark = pytest.mark.django_db


def test_a_token_is_its_owners():
    bob, beth = person("Bob"), person("Beth")
    assert services.user_of_token(services.token_for(bob)) == bob
    assert services.token_for(bob) != services.token_for(beth)


@pytest.mark.parametrize("token", ["", "mm_", "mm_1_xyz", "mm_99999999999999999999_" + "0" * 64, "x" * 5000])
def test_what_is_no_token_is_nobodys(token):
    assert services.user_of_token(token) is None


def test_raising_the_number_makes_the_old_token_void():
    bob = person("Bob")
    old = services.token_for(bob)
    bob.token_number += 1
    bob.save()
    assert services.user_of_token(old) is None
    assert services.user_of_token(services.token_for(bob)) == bob


def test_an_inactive_account_has_no_token():
    bob = person("Bob")
    bob.is_active = False
    bob.save()
    assert services.user_of_token(services.token_for(bob)) is None


def test_the_command_prints_a_token_and_makes_the_account(capsys):
    call_command("token", "New@Example.org")
    first = capsys.readouterr().out.strip()
    call_command("token", "new@example.org")
    assert capsys.readouterr().out.strip() == first
    assert services.user_of_token(first).email == "new@example.org"
    call_command("token", "new@example.org", "--renew")
    assert capsys.readouterr().out.strip() != first
    with pytest.raises(CommandError):
        call_command("token", "no mail")
