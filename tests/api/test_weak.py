"""Rules and looking for texts, through the API."""

from __future__ import annotations

import pytest

from annotate.learning import client
from ml_backend.service import Service
from ml_backend.settings import Settings
from tests.learning.test_find import TEXTS, corpus

RULE = {"name": "died", "kind": "keywords", "settings": {"words": ["died"]}, "label": "negative"}


@pytest.fixture(autouse=True)
def _backend(tmp_path, monkeypatch):
    service = Service(Settings(tmp_path / "backend", encoder="char", threads=1))
    monkeypatch.setattr(client, "_backend", lambda method, path, payload=None: service.handle(method, path, payload or {}))


@pytest.fixture
def cast(db):
    return corpus()


def at(cast, path=""):
    return f"/api/v1/projects/{cast.project.pk}/{path}"


def test_who_may(cast, api):
    for user, status in ((cast.alice, 200), (cast.dora, 403), (cast.bob, 403), (cast.vera, 403), (cast.charlie, 404)):
        assert api(user).get(at(cast, "rules/")).status_code == status
        assert api(user).get(at(cast, "rules/conflicts/")).status_code == status
        assert api(user).get(at(cast, "similar/"), {"q": "x"}).status_code == (409 if status == 200 else status)


def test_from_a_rule_to_suggestions(cast, api, run_jobs):
    lead = api(cast.alice)
    made = lead.post(at(cast, "rules/"), RULE, format="json")
    assert (made.status_code, made.json()["number"], made.json()["settings"]["at_least"]) == (201, 1, 1)
    lead.post(at(cast, "rules/"), {**RULE, "name": "film", "settings": {"words": ["film", "battery"]}, "label": "positive"}, format="json")
    tried = lead.post(at(cast, "rules/try/"), {name: RULE[name] for name in ("kind", "settings", "label")}, format="json").json()
    assert (tried["items"], tried["covered"], len(tried["hits"])) == (6, 2, 2)
    assert lead.get(at(cast, "rules/")).json()["applied"] is None
    assert lead.post(at(cast, "rules/apply/")).status_code == 202
    run_jobs()
    told = lead.get(at(cast, "rules/")).json()
    assert [one["covered"] for one in told["applied"]["rules"]] == [2, 4]
    assert told["applied"]["together"]["conflicts"] == 2
    page = lead.get(at(cast, "rules/conflicts/"), {"page_size": 1}).json()
    assert page["results"][0]["says"] == [{"rule": 1, "label": "negative"}, {"rule": 2, "label": "positive"}]
    rest = lead.get(page["next"]).json()
    assert (rest["results"][0]["text"], rest["next"]) == (TEXTS[1], None)
    assert lead.post(at(cast, "rules/suggest/"), {"least": 0.5}, format="json").status_code == 202
    assert run_jobs()[0].result["suggested"] >= 2
    for wrong in ("x", None, True, -1):
        assert lead.post(at(cast, "rules/suggest/"), {"least": wrong}, format="json").status_code == 400


def test_versions(cast, api):
    lead = api(cast.alice)
    lead.post(at(cast, "rules/"), RULE, format="json")
    edited = lead.put(at(cast, "rules/1/"), {**RULE, "name": "newer"}, format="json")
    assert (edited.status_code, edited.json()["version"]) == (200, 2)
    assert lead.delete(at(cast, "rules/1/")).status_code == 204
    assert [one["version"] for one in lead.get(at(cast, "rules/1/")).json()] == [3, 2, 1]
    assert lead.delete(at(cast, "rules/1/")).status_code == 409
    assert lead.get(at(cast, "rules/9/")).status_code == 404
    assert lead.get(at(cast, "rules/")).json()["rules"] == []


def test_a_bad_pattern_is_named_with_its_place(cast, api):
    answer = api(cast.alice).post(at(cast, "rules/"), {**RULE, "kind": "pattern", "settings": {"pattern": "a("}}, format="json")
    assert answer.status_code == 400
    assert "position 1" in answer.json()["fields"]["pattern"]
    for more in ({"settings": 3}, {"kind": 3}, {"name": None}, {"label": 3}):
        assert api(cast.alice).post(at(cast, "rules/"), RULE | more, format="json").status_code == 400


def test_looking_for_texts(cast, api, run_jobs):
    lead = api(cast.alice)
    assert lead.get(at(cast, "similar/odd/")).status_code == 409
    assert lead.post(at(cast, "similar/index/"), {}, format="json").status_code == 202
    run_jobs()
    found = lead.get(at(cast, "similar/"), {"q": "battery died", "k": 2}).json()
    assert {row["text"] for row in found["results"]} == set(TEXTS[:2])
    first = found["results"][0]["item"]
    like = lead.get(at(cast, "similar/"), {"like": [first], "k": 1, "where": "round"}).json()
    assert like["results"][0]["item"] != first
    moved = lead.post(at(cast, "similar/front/"), {"items": [first]}, format="json").json()
    assert moved == {"moved": 1, "elsewhere": []}
    assert lead.post(at(cast, "similar/odd/")).status_code == 202
    run_jobs()
    odd = lead.get(at(cast, "similar/odd/")).json()
    assert len(odd["results"]) == odd["looked_at"] == 6
    for asked in ({}, {"q": "x", "k": 0}, {"q": "x", "k": "y"}, {"like": "x"}, {"q": "x", "where": "z"}):
        assert lead.get(at(cast, "similar/"), asked).status_code == 400
