"""Imports: by file and by pasting, what became of each row, undoing."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotate.items.models import ImportBatch, Item
from tests.cast import SENTIMENT, bring, label, play

LINES = '{"text": "값이 싸고 좋아요"}\n{"text": "I love it"}\n{"text": "I love it"}\n{"other": 1}\n'


def test_pasted_rows_are_texts_at_once(cast, visitor, url):
    client = visitor(cast.alice)
    answer = client.post(url("imports"), {"text": LINES, "format": "jsonl"})
    batch = ImportBatch.objects.get()
    assert answer["Location"] == url("import", batch_id=batch.pk)
    assert (batch.items_made, batch.duplicates, batch.rejected) == (2, 1, 1)
    html = client.get(answer["Location"]).content.decode()
    assert "값이 싸고 좋아요" in html
    assert "lacks" in html


def test_a_file_is_read(cast, visitor, url):
    upload = SimpleUploadedFile("texts.jsonl", LINES.encode(), content_type="application/octet-stream")
    visitor(cast.alice).post(url("imports"), {"file": upload})
    assert Item.objects.count() == 2
    assert ImportBatch.objects.get().name == "texts.jsonl"


def test_a_large_file_becomes_a_job_and_is_there_when_it_is_over(cast, visitor, url, run_jobs, monkeypatch):
    monkeypatch.setattr("annotate.jobs.bring.AT_ONCE", 10)
    client = visitor(cast.alice)
    answer = client.post(url("imports"), {"file": SimpleUploadedFile("texts.jsonl", LINES.encode())})
    html = client.get(answer["Location"]).content.decode()
    assert 'hx-get="' in html
    assert 'http-equiv="refresh"' in html
    assert not Item.objects.exists()
    assert [job.state for job in run_jobs()] == ["done"]
    assert Item.objects.count() == 2
    assert 'hx-get="' not in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Choose a file or paste some rows"),
        ({"text": "   "}, "Choose a file or paste some rows"),
        ({"text": LINES, "format": "xlsx"}, "not one of the available choices"),
        ({"text": "a\x00b"}, "Null characters"),
    ],
)
def test_what_cannot_be_imported_is_said(cast, visitor, url, given, told):
    answer = visitor(cast.alice).post(url("imports"), given)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_pasted_text_is_not_lost_when_it_is_refused(cast, visitor, url):
    answer = visitor(cast.alice).post(url("imports"), {"text": "<b>mine</b>", "format": "xlsx"})
    assert "&lt;b&gt;mine&lt;/b&gt;" in answer.content.decode()


def test_html_in_a_text_is_shown_as_text(cast, visitor, url):
    batch = bring(cast, ["<script>alert(1)</script><img src=x onerror=alert(1)>"])
    html = visitor(cast.alice).get(url("import", batch_id=batch.pk)).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_an_import_is_undone_until_somebody_worked_on_it(cast, visitor, url):
    client = visitor(cast.alice)
    first, second = bring(cast, ["one"]), bring(cast, ["two"])
    assert client.post(url("import-undo", batch_id=first.pk)).status_code == 302
    assert Item.objects.count() == 1
    label(cast, cast.bob, "positive")
    html = client.post(url("import-undo", batch_id=second.pk), follow=True).content.decode()
    assert "Somebody worked on" in html
    assert Item.objects.count() == 1


def test_a_batch_of_another_project_is_not_there(cast, visitor, url):
    assert visitor(cast.alice).get(url("import", batch_id=999)).status_code == 404
    assert visitor(cast.alice).post(url("import-undo", batch_id=999)).status_code == 404


def test_many_refused_rows_come_in_pages(cast, visitor, url):
    client = visitor(cast.alice)
    client.post(url("imports"), {"text": '{"other": 1}\n' * 30, "format": "jsonl"})
    address = url("import", batch_id=ImportBatch.objects.get().pk)
    html = client.get(address).content.decode()
    assert html.count("lacks") == 25
    last = ImportBatch.objects.get().rejections.all()[24].pk
    assert client.get(f"{address}?after={last}").content.decode().count("lacks") == 5


def test_the_empty_list_says_how_to_begin(cast, visitor, url):
    assert "Nothing was imported yet" in visitor(cast.alice).get(url("imports")).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("book.xlsx", b"PK\x03\x04", "an Excel workbook"),
        ("nothing.csv", b"text,text\na,b\n", "twice"),
        ("header.csv", b"text,stars\n", "no rows"),
        ("bad.zip", b"PK\x03\x04 broken", "field-error|alert bad"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(cast, visitor, url, name, content, told):
    answer = visitor(cast.alice).post(url("imports"), {"file": SimpleUploadedFile(name, content)})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert re.search(told, html)
    assert not ImportBatch.objects.exists()


def test_rows_that_cannot_be_read_are_named_and_the_others_taken(cast, visitor, url):
    content = b'{"text": "one"}\n{"text": "\xff\xfe"}\n{broken\n{"text": "two"}\n'
    client = visitor(cast.alice)
    answer = client.post(url("imports"), {"file": SimpleUploadedFile("rows.jsonl", content)})
    assert Item.objects.count() == 2
    batch = ImportBatch.objects.get()
    assert [r.row for r in batch.rejections.all()] == [2, 3]
    assert "UTF-8" in client.get(answer["Location"]).content.decode()


def test_plain_text_fills_the_field_that_the_label_config_shows(db, visitor):
    cast = play(label_config=SENTIMENT.replace("$text", "$review"))
    visitor(cast.alice).post(f"/projects/{cast.project.pk}/imports/", {"text": "one\ntwo\n", "format": "txt"})
    assert [item.data for item in Item.objects.order_by("pk")] == [{"review": "one"}, {"review": "two"}]
