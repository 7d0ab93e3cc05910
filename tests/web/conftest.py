"""Pages as somebody sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from annotate.web.templatetags import frontend
from guidelines import selectors as guidelines


@pytest.fixture(autouse=True)
def _built_front_end(monkeypatch, settings):
    """The pages name the built scripts and styles; whether those are built is the browser tests' business."""
    pages = [path.name for path in (Path(settings.BASE_DIR) / "frontend" / "src" / "pages").glob("*.ts")]
    built = {f"src/pages/{name}": {"file": "assets/" + name.replace(".ts", ".js"), "isEntry": True} for name in pages}
    built["src/styles/app.css"] = {"file": "assets/app.css", "isEntry": True}
    monkeypatch.setattr(frontend, "manifest", lambda: built)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _forget_schemas():
    """A process keeps the schema of a guideline version for good; after a test's rollback its id comes again for another one."""
    guidelines._by_id.cache_clear()


@pytest.fixture(autouse=True)
def _plain_tokens(monkeypatch):
    """Forms carry 64 letters of chance against forgery. Now and then they spell what a test looks for the absence of ("83", "nan")."""
    monkeypatch.setattr("django.middleware.csrf._get_new_csrf_string", lambda: "z" * 32)


@pytest.fixture
def visitor():
    """visitor(user) → a client that is logged in as that person; visitor() → nobody."""

    def client(user=None) -> Client:
        made = Client()
        if user is not None:
            made.force_login(user)
        return made

    return client


@pytest.fixture
def url(cast):
    """url("rounds") → the address of that page of the cast's project."""
    from django.urls import reverse

    return lambda name, **more: reverse(f"web:{name}", kwargs={"pk": cast.project.pk, **more})
