"""What only a lead may see is found by no annotator, no stranger and nobody, whatever address they try: every page, every endpoint.

The addresses are read off the app itself, so one that is added later is tried as well.
"""

from __future__ import annotations

import re

import pytest
from django.test import Client

from annotate.accounts.services import token_for
from annotate.projects import services
from tests import secrets
from tests.cast import NOW


@pytest.fixture
def planted(db):
    return secrets.plant()


_FRACTION = re.compile(r"(?<=:\d\d)\.\d+")


def said(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace") + repr(list(answer.items()))


def visits(user, addresses, *, methods=("get", "post")):
    """(address, status, everything that was answered) of each address, by page and by token."""
    for address in addresses:
        is_api = address.startswith("/api/")
        for method in methods:
            client = Client(raise_request_exception=False)
            if user is not None:
                client.force_login(user)  # anew each time: some address logs out
            more = {"headers": {"Authorization": f"Token {token_for(user)}"}} if user is not None and is_api else {}
            send = getattr(client, method)
            answer = send(address, "{}", content_type="application/json", **more) if method == "post" and is_api else send(address, **more)
            # Fractions of a second are any digits, and so now and then those of a share that is looked for.
            yield f"{method} {address}", answer.status_code, _FRACTION.sub("", said(answer))


def found(user, addresses, words) -> list[tuple[str, str]]:
    seen = []
    for where, status, text in visits(user, addresses):
        assert status < 500, where
        seen += [(where, what) for what, word in words.items() if word in text]
    return seen


def test_every_address_is_tried(planted):
    tried = secrets.addresses(planted)
    project, beth = planted.cast.project.pk, planted.cast.beth.pk
    for known in ("members/", "people/", f"people/{beth}/", "agreement/", "adjudicate/", "invitations/", "settings/", "before/"):
        assert f"/projects/{project}/{known}" in tried
        assert not any("<" in address for address in tried)
    assert f"/api/v1/projects/{project}/export/" in tried
    assert len(tried) > 80


def test_an_annotator_finds_none_of_it(planted):
    tried = secrets.addresses(planted)
    words = {what: word for what, word in secrets.SECRETS.items() if what != "my own pause"}
    assert found(planted.cast.bob, tried, words) == []


def test_a_paused_annotator_is_not_told_why(planted):
    services.pause(planted.cast.project, planted.cast.bob, reason=secrets.SECRETS["my own pause"], now=NOW)
    assert found(planted.cast.bob, secrets.addresses(planted), secrets.SECRETS) == []


def test_a_stranger_finds_not_even_what_it_is_about(planted):
    tried = secrets.addresses(planted)
    assert found(planted.cast.charlie, tried, {**secrets.SECRETS, **secrets.OURS}) == []


def test_nobody_finds_anything(planted):
    assert found(None, secrets.addresses(planted), {**secrets.SECRETS, **secrets.OURS}) == []


def test_the_lead_finds_it_so_it_was_there_to_be_found(planted):
    """By looking alone. A word that nobody can find would prove nothing."""
    services.pause(planted.cast.project, planted.cast.bob, reason=secrets.SECRETS["my own pause"], now=NOW)
    text = "".join(body for _, _, body in visits(planted.cast.alice, secrets.addresses(planted), methods=("get",)))
    not_there = {what for what, word in {**secrets.SECRETS, **secrets.OURS}.items() if word not in text}
    assert not_there <= {"a teammate's practice", "the note of an opinion", "hidden gold", "why gold is gold"}
    assert re.search(r"77\s%", text)  # the practice score as a person's page writes it
