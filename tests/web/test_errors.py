"""What a person sees when something is not there, not theirs, or broken."""

from __future__ import annotations

from django.template.loader import get_template

from annotate.web.templatetags import frontend


def test_an_unknown_address_looks_like_malmoi(cast, visitor):
    answer = visitor(cast.bob).get("/nowhere/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_a_page_that_broke_says_so_and_needs_nothing_that_may_be_broken_too(cast, visitor, url, monkeypatch):
    def broken():
        raise RuntimeError("no manifest")

    monkeypatch.setattr(frontend, "manifest", broken)
    client = visitor(cast.bob)
    client.raise_request_exception = False
    answer = client.get(url("project"))
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_every_error_page_is_drawn_without_a_person(db, visitor):
    for name in ("400", "403", "403_csrf", "404", "500"):
        assert "<h1>" in get_template(f"{name}.html").render({})
