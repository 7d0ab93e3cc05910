"""The page about uneven classes, and the same over the API."""

from __future__ import annotations

import pytest
from django.urls import reverse

from annotate.corpus.services import freeze
from annotate.items.models import Generated
from annotate.learning import client, selectors
from annotate.learning.models import Augmentation, BalanceTrial
from ml_backend.service import Service
from ml_backend.settings import Settings
from tests.cast import NOW
from tests.learning.conftest import labelled
from tests.learning.test_augment_pictures import taught_pictures


@pytest.fixture
def cast(db, tmp_path, monkeypatch):
    monkeypatch.setattr(client, "_backend", Service(Settings(tmp_path / "backend", encoder="char", threads=1)).handle)
    return labelled(40, train_share=0.4, dev_share=0.4)


@pytest.fixture
def release(cast):
    return freeze(cast.project, by=cast.alice, now=NOW)


ASKED = {"label": "positive", "augmenter": ["swap_letters", "swap_words"], "wanted": "5"}


def test_who_may_see_it(cast, visitor, url):
    assert visitor(cast.bob).get(url("balance")).status_code == 403
    assert visitor(cast.charlie).get(url("balance")).status_code == 404
    page = visitor(cast.alice).get(url("balance")).content.decode()
    assert "Freeze a release" in page


def test_from_the_balance_to_what_people_say(cast, release, visitor, url, run_jobs):
    alice = visitor(cast.alice)
    page = alice.get(url("balance")).content.decode()
    assert "<svg" in page
    assert "Nothing has been tried yet" in page
    assert "Put them before people" not in page, "not before ten examples were seen"

    page = alice.post(url("balance"), ASKED).content.decode()
    assert "Ten examples" in page
    assert "Put them before people" in page
    assert not Generated.objects.exists()

    alice.post(url("balance-try"), ASKED)
    assert [job.state for job in run_jobs()] == ["done"]
    trial = BalanceTrial.objects.get()
    page = alice.get(url("balance")).content.decode()
    assert "Class weights" in page
    assert f"About “{trial.label}”" in page

    alice.post(url("balance-generate"), ASKED)
    assert [job.state for job in run_jobs()] == ["done"]
    assert Augmentation.objects.get().outcome["made"] == 5
    page = alice.get(url("balance")).content.decode()
    judged_in = {"pk": selectors.judged(cast.project).validation.judged_in_id}
    assert f'href="{reverse("web:project", kwargs=judged_in)}"' in page
    assert visitor(cast.bob).get(reverse("web:annotate", kwargs=judged_in)).status_code == 200

    alice.post(url("balance-rule"), {"rule": "all"})
    assert selectors.judged(cast.project).validation.rule == "all"
    page = alice.post(url("balance-verdicts"), follow=True).content.decode()
    assert "0 accepted, 0 dropped, 5 still before people" in page


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("balance-generate", {**ASKED, "wanted": "many"}, "a whole number"),
        ("balance-generate", {**ASKED, "augmenter": []}, "at least one way"),
        ("balance-try", {**ASKED, "label": "nobody"}, "no training text labelled"),
        ("balance-verdicts", {}, "Nothing has been generated"),
    ],
)
def test_what_cannot_be_is_said(cast, release, visitor, url, name, given, says):
    page = visitor(cast.alice).post(url(name), given, follow=True).content.decode()
    assert says in page
    assert not Augmentation.objects.exists()


def test_over_the_api(cast, release, api, run_jobs):
    alice, base = api(cast.alice), f"/api/v1/projects/{cast.project.pk}/"
    told = alice.get(base + "balance/").json()
    assert {row["label"] for row in told["classes"]} == {"positive", "negative", "neutral"}
    assert (told["trial"], told["judged"]) == (None, None)
    assert "swap_words" in {row["name"] for row in alice.get(base + "augmenters/").json()}
    asked = {"label": "positive", "augmenters": ["swap_words"], "wanted": 3}
    assert len(alice.post(base + "augmentations/preview/", asked, format="json").json()["examples"]) == 10
    assert alice.post(base + "augmentations/", asked, format="json").status_code == 202
    assert alice.post(base + "balance/trials/", {"label": "positive"}, format="json").status_code == 202
    assert {job.state for job in run_jobs()} == {"done"}
    (made,) = alice.get(base + "augmentations/").json()
    assert (made["made"], made["held_out"]) == (3, 0)
    told = alice.get(base + "balance/").json()
    assert told["judged"]["waiting"] == 3
    assert [way["name"] for way in told["trial"]["outcome"]["ways"]] == ["plain", "weights", "resampled"]
    assert alice.post(base + "augmentations/verdicts/").json() == {"accepted": 0, "dropped": 0, "waiting": 3}
    assert api(cast.bob).get(base + "balance/").status_code == 403
    for wrong in ({**asked, "augmenters": "all"}, {**asked, "seed": -1}, {**asked, "wanted": 0}, {**asked, "label": 3}):
        assert alice.post(base + "augmentations/", wrong, format="json").status_code == 400, wrong


def test_pictures_are_shown_beside_their_originals(db, tmp_path, settings, monkeypatch, visitor, run_jobs):
    monkeypatch.setattr(client, "_backend", Service(Settings(settings.MALMOI_DATA, threads=1)).handle)
    cast, _ = taught_pictures()
    alice, at = visitor(cast.alice), lambda name: reverse(f"web:{name}", kwargs={"pk": cast.project.pk})
    asked = {"label": "bad", "augmenter": ["flip", "noise"], "wanted": "4"}
    page = alice.post(at("balance"), asked).content.decode()
    assert page.count('src="data:image/png;base64,') == 10
    assert page.count("?size=160") == 10
    assert 'max="500"' in page
    assert "Outlines changed" in page
    assert "Slips of the keyboard" not in page
    alice.post(at("balance-generate"), asked)
    assert [job.state for job in run_jobs()] == ["done"]
    judged_in = selectors.judged(cast.project).validation.judged_in
    assert judged_in.title == "Reviews: generated pictures"
    assert visitor(cast.bob).get(reverse("web:annotate", kwargs={"pk": judged_in.pk})).status_code == 200
    assert "Outlines changed" in alice.get(at("balance")).content.decode()
