"""Real corpora of pictures, by the command and by the archive."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from annotate.items.models import Item, StoredFile
from tests.cast import play
from tests.items.made import BOXES, bring

QUALITY = '<View><Image name="image" value="$image"/><Choices name="class" toName="image"><Choice value="good"/></Choices></View>'


def load(folder, project) -> str:
    said = io.StringIO()
    call_command("load_pictures", folder, project=project.pk, stdout=said)
    return said.getvalue()


@pytest.mark.slow
def test_blood_cells_all_of_them_and_once(db, real_data):
    cast = play(label_config=BOXES)
    folder = real_data / "bccd" / "BCCD" / "JPEGImages"
    assert "364 items, 0 duplicates, 0 rejected" in load(folder, cast.project)
    assert "0 items, 364 duplicates, 0 rejected" in load(folder, cast.project)
    assert set(Item.objects.values_list("meta__width", "meta__height")) == {(640, 480)}
    # No two photographs are the same, and two splits hold no copy of one.
    assert Item.objects.values("group_key").distinct().count() == 364
    assert StoredFile.objects.exclude(likeness="").count() == 364


@pytest.mark.slow
def test_circuit_boards_share_a_group_with_their_template(db, real_data):
    cast = play(label_config=QUALITY)
    told = load(real_data / "deeppcb" / "PCBData", cast.project)
    items = {item.data["name"]: item for item in Item.objects.all()}
    assert len(items) > 100
    assert "is no picture and no sound known here" in told
    pairs = [(item, items[name.replace("_temp", "_test")]) for name, item in items.items() if "_temp" in name]
    together = sum(one.group_key == other.group_key for one, other in pairs)
    assert together > len(pairs) / 3
    assert all(one.split == other.split for one, other in pairs if one.group_key == other.group_key)


@pytest.mark.slow
def test_small_grey_pictures_of_clothes(db, real_data):
    from PIL import Image

    sprite = Image.open(real_data / "fashion_mnist_sprite" / "fashion-mnist-sprite.png")
    members = {}
    for n in range(0, 900, 3):
        row, column = divmod(n, 30)
        out = io.BytesIO()
        sprite.crop((column * 28, row * 28, column * 28 + 28, row * 28 + 28)).save(out, "PNG")
        members[f"clothes/{row // 3}/{n:03d}.png"] = out.getvalue()
    batch = bring(play(label_config=QUALITY), members)
    assert (batch.items_made + batch.duplicates, batch.rejected) == (300, 0)
    assert Item.objects.values("meta__folder").distinct().count() == 10
    # Different clothes are told apart all the same.
    assert Item.objects.values("group_key").distinct().count() >= 295
