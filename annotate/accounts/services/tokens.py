"""The API token of a person: made and checked."""

from __future__ import annotations

import re

from django.db import connection
from django.utils.crypto import constant_time_compare, salted_hmac

from annotate.accounts.models import User

_TOKEN = re.compile(r"mm_(\d{1,18})_([0-9a-f]{64})")


def token_for(user: User) -> str:
    """The API token. It is derived, not stored: nobody reads tokens out of a copy of the database."""
    return f"mm_{user.pk}_{_digest(user.pk, user.token_number)}"


def user_of_token(token: str) -> User | None:
    """Whose token this is; None when it is nobody's, void, or the account is inactive."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_USER, [int(match[1])])
        row = cursor.fetchone()
    user = None if row is None else User.from_db(connection.alias, _COLUMNS, row)
    if user is None or not user.is_active or not constant_time_compare(match[2], _digest(user.pk, user.token_number)):
        return None
    return user


# Written out, for it runs before every request of a program; what is left out is read when it is asked for.
# `from_db` wants them in the order of the model.
_WANTED = {"id", "email", "name", "is_active", "is_staff", "token_number", "is_superuser"}
_COLUMNS = [field.attname for field in User._meta.concrete_fields if field.attname in _WANTED]
_USER = f"SELECT {', '.join(_COLUMNS)} FROM {User._meta.db_table} WHERE id = %s"


def _digest(pk: int, number: int) -> str:
    return salted_hmac("annotate.accounts.token", f"{pk}:{number}", algorithm="sha256").hexdigest()
