"""return_code, user_of_return_code: how somebody without an e-mail comes back."""

from __future__ import annotations

import pytest

from annotate.accounts import services
from tests.cast import NOW, person

pytestmark = pytest.mark.django_db


def test_the_code_is_its_owners():
    heron, wren = services.nameless("Blue Heron 12", now=NOW), services.nameless("Red Wren 3", now=NOW)
    assert services.user_of_return_code(services.return_code(heron)) == heron
    assert services.return_code(heron) != services.return_code(wren)


def test_a_person_with_an_e_mail_has_none():
    bob = person("Bob")
    assert services.return_code(bob) == ""


@pytest.mark.parametrize("change", [{"email": "b@example.org"}, {"is_active": False}, {"is_staff": True}, {"token_number": 2}])
def test_a_code_dies_with_what_it_stood_on(change):
    heron = services.nameless("Blue Heron 12", now=NOW)
    code = services.return_code(heron)
    for name, value in change.items():
        setattr(heron, name, value)
    heron.save()
    assert services.user_of_return_code(code) is None


@pytest.mark.parametrize("code", ["", "1", "1-x", "1-" + "0" * 40, "9" * 30 + "-" + "0" * 40, "٣-" + "0" * 40])
def test_what_is_no_code_is_nobodys(code):
    services.nameless("Blue Heron 12", now=NOW)
    assert services.user_of_return_code(code) is None
