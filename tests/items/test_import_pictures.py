"""import_pictures, take_pictures_in: files in, each accounted for; and undone again."""

from __future__ import annotations

import io
import json
import sys
import zipfile

import pytest

from annotate.items import files
from annotate.items.models import Item, StoredFile
from annotate.items.selectors import content, contents, digest_of
from annotate.items.sources import Archive, Folder
from annotate.queue import services as queue
from annotate.queue.models import Task
from domain.errors import Invalid, Refused
from tests.cast import NOW, claim, play
from tests.items.made import BOXES, QUALITY, SOUNDS, archive, bring, picture, reasons, sound


@pytest.fixture
def cells(db):
    return play(label_config=BOXES)


def on_disk(settings) -> set[str]:
    folder = settings.MALMOI_DATA / "files"
    return {path.name for path in folder.glob("??/*")}


def test_each_picture_is_a_file_an_item_and_a_task(cells, settings):
    batch = bring(cells, {f"cells/{n}.png": picture(n) for n in range(3)})
    assert (batch.state, batch.items_made, batch.rows_read, batch.rejected) == ("done", 3, 3, 0)
    first = Item.objects.order_by("pk").first()
    file = StoredFile.objects.order_by("pk").first()
    assert first.data == {"image": file.address, "name": "0.png"}
    assert first.meta == {"width": 48, "height": 32}
    assert (file.media_type, file.width, file.height, file.size) == ("image/png", 48, 32, len(picture(0)))
    assert Task.objects.count() == 3
    assert on_disk(settings) == set(StoredFile.objects.values_list("digest", flat=True))
    assert content(cells.project, first.data["image"]) == picture(0)


def test_folders_are_kept_and_the_one_around_all_is_not(cells):
    bring(cells, {"board/good/a.png": picture(1), "board/bad/deep/b.png": picture(2)})
    assert set(Item.objects.values_list("data__name", "meta__folder")) == {("good/a.png", "good"), ("bad/deep/b.png", "bad/deep")}


def test_the_same_picture_again_is_a_duplicate_whatever_its_name(cells, settings):
    bring(cells, {"a.png": picture(1)})
    batch = bring(cells, {"b.png": picture(1), "c.png": picture(2), "again/c.png": picture(2)})
    assert (batch.items_made, batch.duplicates) == (1, 2)
    assert len(on_disk(settings)) == StoredFile.objects.count() == 2


def test_another_project_has_its_own_item_and_the_same_file(cells, settings):
    other = play(label_config=BOXES)
    bring(cells, {"a.png": picture(1)})
    assert bring(other, {"a.png": picture(1)}).items_made == 1
    assert StoredFile.objects.count() == 2
    assert len(on_disk(settings)) == 1


def test_pictures_that_look_alike_share_their_group(cells):
    saved_anew = picture(1, size=(240, 160), format="JPEG", quality=70)
    bring(cells, {"a.png": picture(1, size=(240, 160)), "a.jpg": saved_anew, "b.png": picture(2)})
    groups = dict(Item.objects.values_list("data__name", "group_key"))
    assert groups["a.png"] == groups["a.jpg"] != groups["b.png"]
    bring(cells, {"small.png": picture(1, size=(120, 80))})
    assert Item.objects.get(data__name="small.png").group_key == groups["a.png"]


def test_a_turned_photograph_has_the_size_that_people_see(cells):
    bring(cells, {"turned.jpg": picture(1, format="JPEG", orientation=6)})
    assert Item.objects.get().meta == {"width": 32, "height": 48}


def test_a_table_beside_the_pictures_says_more_of_them(db):
    cast = play(label_config=QUALITY)
    table = "file_name,side,machine,group\ngood/a.png,top,7,one board\nb.png,below,8,one board\nmissing.png,top,9,\n"
    batch = bring(cast, {"good/a.png": picture(1), "bad/b.png": picture(2), "metadata.csv": table.encode()})
    assert reasons(batch) == ["metadata.csv, row 4: there is no file missing.png."]
    first = Item.objects.get(data__name="good/a.png")
    assert first.data["side"] == "top"
    assert first.meta == {"machine": "7", "folder": "good", "width": 48, "height": 32, "group": "one board"}
    assert Item.objects.values("group_key").distinct().count() == 1


def test_what_the_label_config_shows_besides_must_be_told(db):
    batch = bring(play(label_config=QUALITY), {"a.png": picture(1)})
    assert batch.items_made == 0
    assert "shows 'side'" in reasons(batch)[0]


def test_a_table_that_names_no_files_is_refused(cells):
    with pytest.raises(Invalid) as refused:
        bring(cells, {"a.png": picture(1), "metadata.jsonl": json.dumps({"label": "x"}).encode()})
    assert refused.value.code == "no_file_column"


def test_sounds_go_where_the_label_config_plays_them(db):
    cast = play(label_config=SOUNDS)
    batch = bring(cast, {"a.wav": sound(0.5), "b.png": picture(1)})
    assert Item.objects.get().data["sound"].endswith("/a.wav")
    assert Item.objects.get().meta["seconds"] == pytest.approx(0.5, abs=0.05)
    assert reasons(batch) == ["b.png is a picture, and the label config shows none."]


def test_a_label_config_without_pictures_takes_none(cast):
    with pytest.raises(Invalid) as refused:
        bring(cast, {"a.png": picture(1)})
    assert refused.value.code == "no_picture_field"


def test_an_import_that_stopped_goes_on_after_its_last_chunk(cells, monkeypatch):
    monkeypatch.setattr(sys.modules["annotate.items.services.import_pictures"], "CHUNK", 2)
    made = archive({f"{n}.png": picture(n) for n in range(7)})
    batch = queue.start_import(cells.project, name="x", by=cells.alice, now=NOW, format="pictures")

    def dies(done: int, of: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        queue.take_pictures_in(batch, Archive(made), now=NOW, told=dies)
    batch.refresh_from_db()
    assert (batch.rows_read, batch.items_made, batch.state) == (4, 4, "running")
    queue.take_pictures_in(batch, Archive(made), now=NOW)
    assert (batch.items_made, batch.duplicates, batch.state) == (7, 0, "done")
    assert Task.objects.count() == StoredFile.objects.count() == 7


def test_undo_takes_the_files_that_nobody_else_shows(cells, settings, django_capture_on_commit_callbacks):
    other = play(label_config=BOXES)
    bring(other, {"shared.png": picture(1)})
    batch = bring(cells, {"shared.png": picture(1), "mine.png": picture(2), "shown.png": picture(3)})
    shown = StoredFile.objects.get(project=cells.project, name="shown.png")
    rows = queue.start_import(cells.project, name="rows", by=cells.alice, now=NOW)
    queue.read_in(rows, io.BytesIO(json.dumps([{"image": shown.address, "seen": "twice"}]).encode()), now=NOW)
    files.thumbnail(files.digest(picture(2)), 160, lambda content, size: b"small")
    with django_capture_on_commit_callbacks(execute=True):
        assert queue.undo_import(batch, now=NOW) == 3
    assert on_disk(settings) == {files.digest(picture(1)), files.digest(picture(3))}
    assert set(StoredFile.objects.values_list("project", "name")) == {(other.project.pk, "shared.png"), (cells.project.pk, "shown.png")}
    assert not list((settings.MALMOI_DATA / "thumbnails").glob("??/*"))


def test_a_file_goes_with_the_last_import_that_shows_it(cells, settings, django_capture_on_commit_callbacks):
    first = bring(cells, {"a.png": picture(1), "b.png": picture(2)})
    shown = [file.address for file in StoredFile.objects.order_by("name")]
    later = []
    for round_, some in enumerate((shown, shown[:1])):
        rows = queue.start_import(cells.project, name=f"rows {round_}", by=cells.alice, now=NOW)
        told = [{"image": address, "seen": f"{round_}"} for address in some]
        later.append(queue.read_in(rows, io.BytesIO(json.dumps(told).encode()), now=NOW))
    a, b = (files.digest(picture(n)) for n in (1, 2))
    for batch, left in ((first, {a, b}), (later[0], {a}), (later[1], set())):
        with django_capture_on_commit_callbacks(execute=True):
            queue.undo_import(batch, now=NOW)
        assert on_disk(settings) == left
        assert set(StoredFile.objects.values_list("digest", flat=True)) == left


def test_undo_is_refused_once_somebody_was_seated(cells):
    batch = bring(cells, {"a.png": picture(1)})
    claim(cells, cells.bob)
    with pytest.raises(Refused):
        queue.undo_import(batch, now=NOW)


def test_a_file_that_is_lost_is_said(cells, settings):
    bring(cells, {"a.png": picture(1)})
    file = StoredFile.objects.get()
    files.path_of(file.digest).unlink()
    with pytest.raises(Refused) as refused:
        list(contents(cells.project, [file.digest]))
    assert refused.value.code == "file_missing"


def test_contents_are_those_of_this_project_alone(cells):
    other = play(label_config=BOXES)
    bring(cells, {"a.png": picture(1)})
    bring(other, {"b.png": picture(2)})
    both = [files.digest(picture(2)), files.digest(picture(1))]
    assert list(contents(cells.project, both)) == [(both[1], picture(1))]
    assert content(other.project, StoredFile.objects.get(name="a.png").address) is None
    assert digest_of("https://example.org/x.png") is None


def test_a_folder_on_this_machine_without_what_its_links_lead_to(cells, tmp_path):
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "a.png").write_bytes(picture(1))
    (tmp_path / ".hidden.png").write_bytes(picture(2))
    (tmp_path / "link.png").symlink_to(tmp_path / ".hidden.png")
    batch = queue.start_import(cells.project, name="x", by=cells.alice, now=NOW, format="pictures")
    queue.take_pictures_in(batch, Folder(tmp_path), now=NOW)
    assert [item.data["name"] for item in Item.objects.all()] == ["good/a.png"]
    assert reasons(batch) == ["link.png is a link or no plain file, and is not followed."]


def test_nothing_in_it_is_said(cells):
    with pytest.raises(Invalid) as refused:
        bring(cells, {".DS_Store": b"x"})
    assert refused.value.code == "empty"


def test_an_archive_that_unpacks_to_far_too_much_is_refused(cells):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("a.png", bytes(40 * 2**20))
    made.seek(0)
    with pytest.raises(Invalid) as refused:
        Archive(made).members()
    assert refused.value.code == "zip_bomb"


def test_paths_that_lead_out_of_the_archive_are_refused(cells, settings, tmp_path):
    batch = bring(cells, {"../../escaped.png": picture(1), "/etc/rooted.png": picture(2), "a/fine.png": picture(3)})
    assert batch.items_made == 1
    assert all("leads out of the archive" in reason for reason in reasons(batch))
    assert not list(settings.MALMOI_DATA.rglob("*.png"))
