"""From a rare class of pictures to generated ones, judged beside their originals, into a release with its files."""

from __future__ import annotations

import base64
import io
import uuid
import zipfile
from contextlib import closing

import pytest
from django.test import Client
from PIL import Image, ImageEnhance

from annotate.annotations import services as annotations
from annotate.corpus import selectors as corpus
from annotate.corpus.services import export_release, freeze
from annotate.items import files
from annotate.items.models import Generated, Item, StoredFile
from annotate.items.pictures import look
from annotate.learning import client, selectors, services
from annotate.learning.models import Augmentation
from annotate.learning.services.validate import validation_for
from annotate.queue import services as queue
from annotate.review.services import settle
from domain.errors import Invalid, Problem, Refused
from ml_backend.service import Service
from ml_backend.settings import Settings
from tests.cast import NOW, claim, play
from tests.items.made import bring, picture
from tests.learning.test_augment import judged_all, said

CONFIG = (
    '<View><Image name="image" value="$image"/><Choices name="quality" toName="image" choice="single" required="true">'
    '<Choice value="good"/><Choice value="bad"/></Choices></View>'
)
WAYS = ["flip", "colour", "noise"]


@pytest.fixture
def service(settings) -> Service:
    """The server reads the pictures in the app's data folder."""
    return Service(Settings(settings.MALMOI_DATA, threads=1))


@pytest.fixture
def taught(db):
    return taught_pictures()


def taught_pictures():
    """36 pictures, every third of them bad: (cast, release)."""
    cast = play(label_config=CONFIG, seats=1, train_share=0.5, dev_share=0.3)
    bring(cast, {f"{n:02d}.png": picture(n) for n in range(36)})
    while seat := claim(cast, cast.bob):
        label = "bad" if int(seat.task.item.data["name"][:2]) % 3 == 0 else "good"
        result = [{"from_name": "quality", "to_name": "image", "type": "choices", "value": {"choices": [label]}}]
        annotations.submit(seat, id=uuid.uuid4(), result=result, seconds=2, now=NOW)
    settle(cast.project, now=NOW)
    return cast, freeze(cast.project, by=cast.alice, now=NOW)


def order(cast, release, **more) -> Augmentation:
    return services.order(release, by=cast.alice, now=NOW, **{"label": "bad", "augmenters": WAYS, "wanted": 6, **more})


@pytest.fixture
def made(taught, heard):
    cast, release = taught
    return cast, release, services.augment(order(cast, release), report=heard, now=NOW)


def test_what_is_offered():
    assert {row["name"] for row in services.recipes("picture")} == {"flip", "crop", "colour", "blur", "rotate", "noise"}


def test_a_preview_keeps_nothing(taught, settings):
    cast, release = taught
    before = StoredFile.objects.count(), sorted((settings.MALMOI_DATA / "files").glob("??/*"))
    shown = services.preview(release, label="bad", augmenters=WAYS)
    assert shown["medium"] == "picture"
    assert len(shown["examples"]) == 10
    for one in shown["examples"]:
        assert files.digest_of(one["parent"])
        assert base64.b64decode(one["picture"].removeprefix("data:image/png;base64,")).startswith(b"\x89PNG")
        assert 0 <= one["outlines"] <= 1
        if one["augmenter"] == "colour":
            assert one["outlines"] < 0.2
    assert shown == services.preview(release, label="bad", augmenters=WAYS)
    assert not Generated.objects.exists()
    assert before == (StoredFile.objects.count(), sorted((settings.MALMOI_DATA / "files").glob("??/*")))


def test_judged_beside_its_original_by_people_who_may_see_both(made):
    cast, release, augmentation = made
    assert augmentation.outcome["made"] == 6
    assert augmentation.outcome["diversity"]["outlines"] > 0
    judged_in = selectors.judged(cast.project).validation.judged_in
    assert judged_in.title == "Reviews: generated pictures"
    bob, charlie = Client(), Client()
    bob.force_login(cast.bob)
    charlie.force_login(cast.charlie)
    split = {row["content"]: (row["split"], row["label"]) for row in corpus.contents(release)}
    for row in Generated.objects.select_related("item", "parent"):
        assert split[row.parent.content_hash] == ("train", "bad")
        assert (row.item.split, row.item.group_key) == ("train", row.parent.group_key)
        assert files.digest_of(row.item.data["original"]) == files.digest_of(row.parent.data["image"])
        assert files.digest_of(row.item.data["image"]) == files.digest_of(row.data["image"]) != files.digest_of(row.parent.data["image"])
        assert row.data["image"].startswith(f"/projects/{cast.project.pk}/")
        for address in (row.item.data["image"], row.item.data["original"]):
            assert status(bob, address) == status(bob, address + "?size=160") == 200
        assert status(bob, row.data["image"]) == 404, "no file of the project that learns before it is accepted"
        assert status(charlie, row.item.data["image"]) == 404


def status(who: Client, address: str) -> int:
    with closing(who.get(address)) as answer:
        return answer.status_code


def test_only_training_pictures_leave_for_it(made, backend):
    cast, release, _ = made
    held = {row["data"]["image"] for row in corpus.contents(release) if row["split"] != "train"}
    sent = {row["picture"] for path, payload in backend if path == "/augment" for row in payload["pictures"]}
    assert sent
    assert not sent & held


def test_what_looks_like_a_held_out_picture_is_left_out(taught, heard):
    """The mirror image of one of them is in dev, as if somebody had imported it both ways round."""
    cast, release = taught
    seen = services.preview(release, label="bad", augmenters=["flip"])["examples"][0]
    mirrored = look("x.png", base64.b64decode(seen["picture"].partition(",")[2])).likeness
    dev = Item.objects.filter(project=cast.project, split="dev").first()
    StoredFile.objects.filter(project=cast.project, digest=files.digest_of(dev.data["image"])).update(likeness=mirrored)
    done = services.augment(order(cast, release, augmenters=["flip"], wanted=100), report=heard, now=NOW)
    assert done.outcome["held_out"] == 1
    assert done.outcome["made"] > 0
    assert not Generated.objects.filter(parent__content_hash=files.digest_of(seen["parent"])[:32]).exists()


def test_accepted_ones_are_learned_from_and_exported_with_their_files(made):
    cast, _, _ = made
    judged_all_pictures(cast, [said()] * 4 + [said(apart="no")] * 2)
    assert services.take_verdicts(cast.project, now=NOW) == {"accepted": 4, "dropped": 2, "waiting": 0}
    release = freeze(cast.project, by=cast.alice, now=NOW)
    rows = [row for row in corpus.contents(release) if row["rule"] == "generated"]
    assert len(rows) == 4
    bob = Client()
    bob.force_login(cast.bob)
    assert {status(bob, row["data"]["image"]) for row in rows} == {200}
    assert StoredFile.objects.filter(project=cast.project).count() == 36 + 4, "what was dropped is none of its files"
    _, chunks = export_release(release, "jsonl", files=True)
    with zipfile.ZipFile(io.BytesIO(b"".join(chunks))) as archive:
        inside = {name.rpartition("/")[2] for name in archive.namelist()}
    for row in rows:
        name = row["data"]["image"].rpartition("/")[2]
        assert any(name.removesuffix(".png") in one for one in inside), (name, inside)


def test_an_accepted_one_that_looks_like_what_is_held_out_by_now_stays_out(made):
    cast, _, _ = made
    judged_all_pictures(cast, [said()] * 6)
    services.take_verdicts(cast.project, now=NOW)
    accepted = Generated.objects.select_related("item").first()
    likeness = StoredFile.objects.get(project=cast.project, digest=files.digest_of(accepted.data["image"])).likeness
    dev = Item.objects.filter(project=cast.project, split="dev").first()
    StoredFile.objects.filter(project=cast.project, digest=files.digest_of(dev.data["image"])).update(likeness=likeness)
    release = freeze(cast.project, by=cast.alice, now=NOW)
    held_out = [row for row in corpus.contents(release) if row["rule"] == "generated"]
    assert accepted.data["image"] not in [row["data"]["image"] for row in held_out]
    assert held_out


def test_a_picture_imported_later_that_looks_like_an_accepted_one_joins_its_group(made):
    cast, _, _ = made
    judged_all_pictures(cast, [said()] * 6)
    services.take_verdicts(cast.project, now=NOW)
    accepted = Generated.objects.select_related("item", "parent").filter(recipe__augmenter="flip").first()
    with files.open_content(files.digest_of(accepted.data["image"])) as stream, Image.open(stream) as image:
        out = io.BytesIO()
        ImageEnhance.Brightness(image.convert("RGB")).enhance(0.95).save(out, "PNG")
    bring(cast, {"mirrored.png": out.getvalue()})
    later = Item.objects.get(project=cast.project, data__name="mirrored.png")
    assert (later.group_key, later.split) == (accepted.parent.group_key, "train")


def test_the_same_picture_is_judged_once_whatever_order_it_is_made_for(taught, heard):
    cast, release = taught
    first = services.augment(order(cast, release, augmenters=["flip"], wanted=100), report=heard, now=NOW)
    again = services.augment(order(cast, release, augmenters=["flip"], wanted=100, seed=1), report=heard, now=NOW)
    assert (again.outcome["made"], again.outcome["known"]) == (0, first.outcome["made"])
    assert Generated.objects.count() == first.outcome["made"]


def test_few_are_of_as_many_originals_as_there_are(taught, backend):
    cast, release = taught
    shown = services.preview(release, label="good", augmenters=["flip", "crop", "colour", "blur", "rotate", "noise"])
    assert len({one["parent"] for one in shown["examples"]}) == 10
    made = [row for path, payload in backend if path == "/augment" for row in payload["pictures"]]
    assert sum(len(row["augmenters"]) for row in made) <= 12, "not many more are made than are shown"


def test_texts_and_pictures_are_not_judged_in_one_project(made, heard):
    cast, release, _ = made
    with pytest.raises(Refused) as refused:
        validation_for(cast.project, medium="text", by=cast.alice, now=NOW)
    assert refused.value.code == "other_medium"


def judged_all_pictures(cast, results) -> None:
    judged_all(cast, [[{**region, "to_name": "image"} for region in result] for result in results])


def test_each_way_is_tried_on_dev_before_anybody_is_asked(taught, heard, backend):
    cast, release = taught
    trial = services.order_trial(cast.project, release=release, label="bad", augmenters=["colour"], by=cast.alice, now=NOW)
    done = services.try_balance(trial, report=heard, now=lambda: NOW)
    assert [way["name"] for way in done.outcome["ways"]] == ["plain", "weights", "resampled", "generated"]
    requests = [payload for path, payload in backend if path == "/train"]
    learned = [row for row in requests[3]["examples"] if row.get("generated")]
    assert len(learned) > 0
    assert all(row["data"]["image"].startswith("data:image/") for row in learned)
    assert done.outcome["ways"][3]["examples"] == done.outcome["ways"][0]["examples"] + len(learned)


def test_a_file_that_is_gone_is_told_and_the_others_are_made(taught):
    cast, release = taught
    rows = [row for row in corpus.contents(release) if row["split"] == "train" and row["label"] == "bad"]
    files.path_of(files.digest_of(rows[0]["data"]["image"])).unlink()
    shown = services.preview(release, label="bad", augmenters=["flip"])
    assert shown["not_made"] == {"flip": {"no_file": 1}}
    assert len(shown["examples"]) == len(rows) - 1


@pytest.mark.parametrize("content", ["?", "data:image/png;base64,", "data:image/png;base64,AAAA", "data:text/html;base64,AA==", "https://x/y.png"])
def test_an_answer_that_is_no_picture_is_said(taught, monkeypatch, heard, content):
    cast, release = taught
    augmentation = order(cast, release)
    told = {"augmenter": "flip", "version": 1, "seed": 0, "place": 0}

    def broken(method, path, payload=None):
        return 200, {"made": [{"id": payload["pictures"][0]["id"], "picture": content, **told}]}

    monkeypatch.setattr(client, "_backend", broken)
    with pytest.raises(Problem) as problem:
        services.augment(augmentation, report=heard, now=NOW)
    assert problem.value.code == "ml_backend"
    assert not Generated.objects.exists()


def test_how_many_at_most(taught):
    with pytest.raises(Invalid, match="1 to 500"):
        order(*taught, wanted=501)


def test_pictures_that_lie_elsewhere_cannot_be_changed(taught):
    cast, release = taught
    StoredFile.objects.all().delete()
    with pytest.raises(Refused) as refused:
        services.preview(release, label="bad", augmenters=WAYS)
    assert refused.value.code == "no_parents"


def test_an_order_can_be_taken_back_until_somebody_judges(made, settings, django_capture_on_commit_callbacks):
    cast, _, augmentation = made
    digests = [files.digest_of(row.data["image"]) for row in Generated.objects.all()]
    with django_capture_on_commit_callbacks(execute=True):
        assert queue.undo_import(augmentation.batch, now=NOW) == 6
    assert not Generated.objects.exists()
    assert not StoredFile.objects.filter(digest__in=digests).exists()
    assert not any(files.is_kept(digest) for digest in digests)
    assert StoredFile.objects.filter(project=cast.project).count() == 36
