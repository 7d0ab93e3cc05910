"""Choosing how a model is trained."""

from __future__ import annotations

import pytest

from annotate.jobs.models import Job
from annotate.learning import client
from annotate.learning.models import Run, WeakRun
from ml_backend.service import Service
from ml_backend.settings import Settings
from tests.cast import NOW

from .test_learning import released  # noqa: F401  (a fixture)


@pytest.fixture
def backend(tmp_path, monkeypatch):
    service = Service(Settings(tmp_path / "backend", encoder="char", threads=1))
    monkeypatch.setattr(client, "_backend", lambda method, path, payload=None: service.handle(method, path, payload or {}))


@pytest.fixture
def at(released):  # noqa: F811
    return f"/projects/{released.project.pk}/learning/"


@pytest.mark.usefixtures("backend")
def test_the_page_says_what_is_learned_and_how_it_can_be(released, visitor, at):  # noqa: F811
    page = visitor(released.alice).get(at + "how/").content.decode()
    assert "Which one of these labels a text has." in page
    assert all(label in page for label in ("positive", "negative", "neutral"))
    assert 'value="features:linear" checked' in page
    assert "Divided votes stay divided" in page


@pytest.mark.usefixtures("backend")
def test_what_was_chosen_goes_with_the_training(released, visitor, at):  # noqa: F811
    form = {"learner": "features:linear", "balanced": "1", "soft": "1"}
    visitor(released.alice).post(at + "train/", form)
    assert Run.objects.get().settings == {"way": "features", "learner": "linear", "class_weight": "balanced", "soft": True}
    assert Job.objects.get().kind == "train"


@pytest.mark.usefixtures("backend")
def test_rules_are_offered_once_they_have_spoken(released, visitor, at):  # noqa: F811
    page = visitor(released.alice)
    assert "Rules teach" not in page.get(at + "how/").content.decode()
    WeakRun.objects.create(
        project=released.project, rules=[], labels=["positive"], items=9, labelled=7, conflicts=0, figures={}, kept="x", made_at=NOW
    )
    html = page.get(at + "how/").content.decode()
    assert "had a label for 7 items" in html
    page.post(at + "train/", {"learner": "features:linear", "weak": "1", "weak_weight": "0,5", "weak_least": "0.9"})
    weak = Run.objects.get().settings["weak"]
    assert weak == {"weight": 0.5, "least": 0.9, "run": WeakRun.objects.get().pk}
    said = page.post(at + "train/", {"weak": "1", "weak_weight": "much", "weak_least": "0.9"}, follow=True).content.decode()
    assert "as a number from 0 to 1" in said
    assert Run.objects.count() == 1


def test_one_click_leaves_all_to_the_backend(released, visitor, at):  # noqa: F811
    visitor(released.alice).post(at + "train/")
    assert Run.objects.get().settings == {}


def test_a_way_that_is_none_starts_nothing(released, visitor, at):  # noqa: F811
    page = visitor(released.alice).post(at + "train/", {"learner": "somehow"}, follow=True).content.decode()
    assert "Choose one of the ways to learn." in page
    assert not Run.objects.exists()


def test_a_backend_that_is_away_is_said(released, visitor, at, monkeypatch):  # noqa: F811
    monkeypatch.setattr(client, "_backend", client.over_http("http://127.0.0.1:9"))
    page = visitor(released.alice).get(at + "how/").content.decode()
    assert "The ways to learn cannot be shown." in page
    assert "cannot be reached" in page
    assert "<form method=\"post\" action=\"" + at + "train/" not in page


def test_without_a_release_there_is_nothing_to_choose(db, visitor):
    from tests.cast import play

    cast = play(texts=["one"])
    answer = visitor(cast.alice).get(f"/projects/{cast.project.pk}/learning/how/")
    assert answer.status_code == 302


def test_annotators_do_not_train(released, visitor, at):  # noqa: F811
    assert visitor(released.bob).get(at + "how/").status_code == 403
