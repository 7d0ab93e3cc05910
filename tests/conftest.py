"""What every test may lean on: a data folder of its own, the people, the API as one of them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Before Django reads its settings: tests never touch the data of a running Malmoi.
os.environ["MALMOI_DATA"] = tempfile.mkdtemp(prefix="malmoi-tests-")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

import pytest
from hypothesis import settings as hypothesis_settings

# Two shared cores: a slow moment is no failure, and no test asserts a time.
# Where a change is judged, the same examples are tried each time; everywhere else new ones, which is how bugs are found.
hypothesis_settings.register_profile("malmoi", deadline=None)
hypothesis_settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis_settings.load_profile(os.environ.get("MALMOI_HYPOTHESIS", "malmoi"))

ROOT = Path(__file__).resolve().parent.parent
REAL_DATA = ROOT.parent / "shared" / "data"


LONG = ("flow", "jobs", "browser")
"""Folders of tests that take long each, the longest first."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """What takes long begins first, so that no process sits through it alone at the end. All else keeps its random order."""

    def place(item) -> int:
        return next((i for i, folder in enumerate(LONG) if f"/tests/{folder}/" in item.path.as_posix()), len(LONG))

    items.sort(key=place)
    for item in items:
        if place(item) < len(LONG) and LONG[place(item)] == "browser":
            # A browser on a crowded machine misses a moment now and then. Once more, and the summary names it: what fails twice, fails.
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path_factory, monkeypatch):
    """Files go to a folder of the test's own, and fast hashing: no test is about the cost of a password."""
    settings.MALMOI_DATA = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("MALMOI_DATA", str(settings.MALMOI_DATA))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_schema_of_a_row_that_was_rolled_back():
    """Schemas are cached by a version's id, which a test's rollback gives to another version."""
    from guidelines import selectors

    selectors._by_id.cache_clear()


@pytest.fixture(autouse=True)
def _silent_bell(monkeypatch):
    """No broker in tests: a job waits in its row until a test runs it."""
    from annotate.jobs import services

    monkeypatch.setattr(services, "ring", lambda job_id: None)


@pytest.fixture
def cast(db):
    from tests import cast as people

    return people.play()


@pytest.fixture
def stage(cast):
    """The cast with eight texts to label, in the order of cast.TEXTS."""
    from tests import cast as people

    people.bring(cast, people.TEXTS)
    return cast


@pytest.fixture
def api():
    """api(user) → a client that speaks JSON as that person, by token."""
    from rest_framework.test import APIClient

    from annotate.accounts.services import token_for

    def client(user=None) -> APIClient:
        made = APIClient()
        if user is not None:
            made.credentials(HTTP_AUTHORIZATION=f"Token {token_for(user)}")
        return made

    return client


@pytest.fixture
def run_jobs():
    """Run what waits, as a worker would; the jobs that ran."""
    from django.utils import timezone

    from annotate.jobs import services
    from annotate.jobs.kinds import KINDS
    from annotate.jobs.models import Job

    def run() -> list[Job]:
        ids = services.to_do(now=timezone.now())
        for job_id in ids:
            services.run(job_id, KINDS)
        return list(Job.objects.filter(pk__in=ids).order_by("pk"))

    return run


@pytest.fixture
def real_data():
    if not REAL_DATA.is_dir():
        pytest.skip(f"the real corpora are not beside the checkout ({REAL_DATA.name} folder absent)")
    return REAL_DATA
