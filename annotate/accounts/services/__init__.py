"""Verbs: make an account, make and check an API token, let somebody without an e-mail come back, keep what a person prefers."""

from .account import account, nameless, register
from .come_back import return_code, user_of_return_code
from .preferences import LANGUAGES, SNAPS, THEMES, set_preferences
from .tokens import token_for, user_of_token

__all__ = [
    "LANGUAGES",
    "SNAPS",
    "THEMES",
    "account",
    "nameless",
    "register",
    "return_code",
    "set_preferences",
    "token_for",
    "user_of_return_code",
    "user_of_token",
]
