"""Bad input: each answered with what is wrong and where, and nothing else lost."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import resource
import uuid
import zipfile

import pytest

from annotate.annotations.models import Draft
from annotate.items.models import Item
from annotate.jobs.models import Job
from annotate.queue import services as queue
from tests.cast import SENTIMENT, chosen, claim, play

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(api, cast):
    """send(bytes, name) → what the import says, as the lead uploads a file."""

    def upload(content: bytes, name: str):
        file = io.BytesIO(content)
        file.name = name
        return api(cast.alice).post(f"/api/v1/projects/{cast.project.pk}/imports/", {"file": file}, format="multipart")

    return upload


def texts():
    return list(Item.objects.order_by("id").values_list("data__text", flat=True))


def reasons(answer):
    assert answer.status_code == 201, answer.json()
    return {row["row"]: row["reason"] for row in answer.json()["rejected"]}


def test_a_line_that_is_not_utf8_is_rejected_and_the_rest_goes_on(send):
    told = reasons(send(b'{"text": "good"}\n{"text": "caf\xe9"}\n{"text": "fine"}\n', "x.jsonl"))
    assert list(told) == [2]
    assert "UTF-8" in told[2]
    assert texts() == ["good", "fine"]


def test_ragged_rows_of_a_csv(send):
    told = reasons(send(b"text,source\none,a\ntwo\nthree,c,d\nfour,d\n", "x.csv"))
    assert set(told) == {3, 4}
    assert texts() == ["one", "four"]


def test_json_of_depth_10000(send):
    deep = b"[" * 10_000 + b"]" * 10_000
    told = reasons(send(b'{"text": "good"}\n{"text": "x", "deep": ' + deep + b'}\n{"text": "fine"}\n', "x.jsonl"))
    assert list(told) == [2]
    assert texts() == ["good", "fine"]


def test_an_array_of_depth_10000(send):
    answer = send(b"[" * 10_000 + b"]" * 10_000, "x.json")
    assert answer.status_code == 201
    assert answer.json()["items"] == 0
    assert answer.json()["rejected_count"] >= 1


def test_a_truncated_array_keeps_what_came_before(send):
    told = reasons(send(b'[{"text": "good"}, {"text": "fine"}, {"text": "cut', "x.json"))
    assert len(told) == 1
    assert texts() == ["good", "fine"]


def test_a_nul_character_is_rejected_with_its_row(send):
    told = reasons(send(b'{"text": "a\\u0000b"}\n{"text": "fine"}\n', "x.jsonl"))
    assert list(told) == [1]
    assert texts() == ["fine"]


@pytest.mark.parametrize("name", ["x.jsonl", "x.csv", "x.json", ""])
def test_an_empty_file_says_so(send, name):
    answer = send(b"", name or "x")
    assert answer.status_code == 400
    assert "empty" in answer.json()["message"]


def test_a_csv_without_the_text_column_says_which_there_are(send):
    told = reasons(send(b"txt,source\none,a\n", "x.csv"))
    assert "text" in told[2]
    assert "txt" in told[2]


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@pytest.mark.slow
def test_a_single_line_of_200_megabytes(send, run_jobs):
    content = b'{"text": "good"}\n{"text": "' + b"x" * 200_000_000 + b'"}\n{"text": "fine"}\n'
    answer = send(content, "x.jsonl")
    assert answer.status_code == 202
    del content
    before = memory()
    (job,) = run_jobs()
    assert job.state == "done", job.message
    assert [row["row"] for row in job.result["rejected"]] == [2]
    assert texts() == ["good", "fine"]
    assert memory() - before < 100


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_a_bomb_is_refused(send, cast, run_jobs, kind):
    line = b'{"text": "' + b"x" * 1_000_000 + b'"}\n'
    packed = io.BytesIO()
    if kind == "gz":
        with gzip.GzipFile(fileobj=packed, mode="wb") as out:
            for _ in range(1500):
                out.write(line)
    else:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x.jsonl", "w", force_zip64=True) as out:
            for _ in range(1500):
                out.write(line)
    before = memory()
    answer = send(packed.getvalue(), f"x.jsonl.{kind}")
    assert answer.status_code == 202
    (job,) = run_jobs()
    said = " ".join([job.message, *(row["reason"] for row in job.result.get("rejected", []))])
    assert "bomb" in said, said
    assert memory() - before < 200
    batch = cast.project.batches.get()
    assert batch.state == ("failed" if kind == "zip" else "done")  # a gzip shows what it is only while it is read


def test_a_submit_for_a_task_that_somebody_else_holds(stage, api):
    bobs = claim(stage, stage.bob)
    body = {"id": str(uuid.uuid4()), "result": chosen("positive")}
    answer = api(stage.beth).post(f"/api/v1/assignments/{bobs.pk}/annotations/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_an_expired_lease_keeps_the_answer(db, api):
    cast = play(texts=["one"], seats=1)
    mine = claim(cast, cast.bob)
    later = mine.expires_at + dt.timedelta(minutes=1)
    queue.expire_leases(now=later)
    assert claim(cast, cast.beth, now=later)
    body = {"id": str(uuid.uuid4()), "result": chosen("positive")}
    answer = api(cast.bob).post(f"/api/v1/assignments/{mine.pk}/annotations/", body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "lease_expired")
    assert Draft.objects.get(assignment=mine).result == chosen("positive")


def test_html_and_script_come_back_as_the_text_they_are(send, cast, api):
    nasty = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    assert send(json.dumps([{"text": nasty}]).encode(), "x.json").status_code == 201
    got = api(cast.bob).post(f"/api/v1/projects/{cast.project.pk}/claims/", {}, format="json")
    assert got["Content-Type"] == "application/json"
    assert got.json()["task"]["data"]["text"] == nasty


# What a service takes besides what is sent: not for the sender to say.
OWN = ["by", "now", "project", "lead", "user", "self"]


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("path", ["promotion-rule", "training-schedule", "acceptance", "suggestion-policy", ""])
def test_an_argument_of_ours_is_no_field(cast, api, path, name):
    at = f"/api/v1/projects/{cast.project.pk}/{path}/".replace("//", "/")
    answer = api(cast.alice).patch(at, {name: 1}, format="json")
    assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (400, "invalid", [name])


@pytest.mark.parametrize("name", OWN)
def test_nor_in_a_new_project_or_a_preference(cast, api, name):
    new = {"title": "New", "label_config": SENTIMENT, name: 1}
    for answer in (
        api(cast.alice).post("/api/v1/projects/", new, format="json"),
        api(cast.alice).patch("/api/v1/me/", {"preferences": {name: 1}}, format="json"),
    ):
        assert (answer.status_code, list(answer.json()["fields"])) == (400, [name])


def test_a_strategy_that_there_is_not_makes_no_job(cast, api):
    at = f"/api/v1/projects/{cast.project.pk}/predictions/"
    for odd in ("mood", "", "x" * 500):
        answer = api(cast.alice).post(at, {"strategy": odd}, format="json")
        assert (answer.status_code, answer.json()["fields"]) == (400, {"strategy": odd})
    assert not Job.objects.exists()
    assert api(cast.alice).post(at, {"strategy": "entropy"}, format="json").status_code == 202
