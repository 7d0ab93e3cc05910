"""How somebody without an e-mail comes back: by a code of their own, which is derived and stored nowhere."""

from __future__ import annotations

import re

from django.utils.crypto import constant_time_compare, salted_hmac

from annotate.accounts.models import User

_CODE = re.compile(r"(\d{1,18})-([0-9a-f]{40})")


def return_code(user: User) -> str:
    """Raising `token_number` makes it void, as it does the API token. Empty for a person with an e-mail: they have a password."""
    return f"{user.pk}-{_digest(user)}" if user.is_nameless else ""


def user_of_return_code(code: str) -> User | None:
    match = _CODE.fullmatch(code)
    user = User.objects.filter(pk=int(match[1]), is_active=True, is_staff=False).first() if match else None
    if match is None or user is None or not user.is_nameless or not constant_time_compare(match[2], _digest(user)):
        return None
    return user


def _digest(user: User) -> str:
    return salted_hmac("annotate.accounts.return", f"{user.pk}:{user.token_number}", algorithm="sha256").hexdigest()[:40]
