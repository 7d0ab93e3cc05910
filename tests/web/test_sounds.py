"""Sounds on the page of imports: they are called so, can be listened to, and go out again with the corpus."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotate.items.models import ImportBatch, Item
from tests.cast import play
from tests.items.made import SOUNDS, sound


@pytest.fixture
def cast(db):
    return play(label_config=SOUNDS)


def sent(n: int) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(f"{k}.wav", sound(0.1 * (k + 1))) for k in range(n)]


def test_sounds_are_called_sounds_and_can_be_listened_to(cast, visitor, url, django_assert_max_num_queries):
    client = visitor(cast.alice)
    chosen = [*sent(8), SimpleUploadedFile("empty.wav", sound(0.1)[:44])]
    answer = client.post(url("import-pictures"), {"files": chosen}, follow=True)
    page = answer.content.decode()
    assert "8 new sounds are in the corpus." in page
    assert "New sounds" in page
    assert "Take these 8 sounds out of the corpus again?" in page
    assert page.count("<audio controls") == 6
    assert Item.objects.first().data["sound"] in page
    assert "empty.wav is damaged: it breaks off." in page
    with django_assert_max_num_queries(30):
        client.get(url("import", batch_id=ImportBatch.objects.get().pk))


def test_many_sounds_become_a_job_that_is_told_of(cast, visitor, url, run_jobs, monkeypatch):
    monkeypatch.setattr("annotate.jobs.bring.FILES_AT_ONCE", 2)
    answer = visitor(cast.alice).post(url("import-pictures"), {"files": sent(3)}, follow=True)
    assert "The sounds are being read." in answer.content.decode()
    (job,) = run_jobs()
    assert job.state == "done"
    assert ImportBatch.objects.get().items_made == 3


def test_the_corpus_goes_out_with_its_sounds(cast, visitor, url):
    client = visitor(cast.alice)
    client.post(url("import-pictures"), {"files": sent(2)})
    answer = client.get(url("download") + "?format=json&files=1")
    made = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    rows = json.loads(made.read(next(name for name in made.namelist() if name.endswith(".json"))))
    assert {made.read(row["data"]["sound"]) for row in rows} == {sound(0.1), sound(0.2)}
