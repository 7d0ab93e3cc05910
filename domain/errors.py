"""The exception tree. A way in turns each into one error shape: `{code, message, fields}`."""

from __future__ import annotations

from typing import Any


class Problem(Exception):
    """Something a person or a program can act on.

    `code` is for programs and stays stable; the message is a sentence for people and says what is wrong and where;
    `fields` maps a part of the input (a field name, a row, a path into a result) to what is wrong with it.
    """

    code = "problem"

    def __init__(self, message: str, *, code: str | None = None, fields: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.fields = fields or {}


class Invalid(Problem):
    """The input itself is wrong; sending it again will not help (400)."""

    code = "invalid"


class Refused(Problem):
    """The input is well formed, but the state of things forbids it (409)."""

    code = "refused"


class NotVisible(Problem):
    """It is not there, or not for this person: the two are told apart by nobody (404)."""

    code = "not_found"


class NotAllowed(Problem):
    """Visible, but this role may not do that (403)."""

    code = "not_allowed"
