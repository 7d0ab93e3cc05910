"""Accounts: of an e-mail, of a newcomer with a password, of somebody who has neither."""

from __future__ import annotations

import datetime as dt
import secrets

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from annotate.accounts.models import NOWHERE, User
from domain.errors import Invalid, Refused


def account(email: str, *, name: str = "") -> tuple[User, bool]:
    """The account of this e-mail, made if need be (without a password: the person sets one, or uses a token)."""
    email = _checked(email)
    return User.objects.get_or_create(email=email, defaults={"name": name, "password": make_password(None)})


def register(email: str, *, name: str, password: str) -> User:
    """A new account with a password. An e-mail that has an account, even one without a password yet, is refused: it is somebody's."""
    email, name = _checked(email), " ".join(name.split())
    if len(name) > 150:
        raise Invalid("The name is longer than 150 characters.", fields={"name": "at most 150 characters"})
    made = User(email=email, name=name)
    try:
        validate_password(password, made)
    except ValidationError as problem:
        raise Invalid(" ".join(problem.messages), fields={"password": " ".join(problem.messages)}) from None
    made.set_password(password)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            "No new account can be made with this e-mail. If it is yours, log in first, then open the link again.",
            code="account_exists",
            fields={"email": "has an account"},
        ) from None
    return made


def nameless(name: str, *, now: dt.datetime) -> User:
    """An account under a made-up name, without an e-mail and without a password; its owner comes back by `return_code`."""
    return User.objects.create(email=f"{secrets.token_hex(10)}@{NOWHERE}", name=name, password=make_password(None), created_at=now)


def _checked(email: str) -> str:
    email = (email or "").strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(f"'{email}' is not an e-mail address.", fields={"email": "not an e-mail address"}) from None
    if email.endswith("@" + NOWHERE):
        raise Invalid(f"'{email}' is not an e-mail address of anybody.", fields={"email": "not an e-mail address"})
    return email
