"""The core API: paths and fields that programs lean on."""

from __future__ import annotations

import csv
import io
import json
import uuid

import pytest

from tests.cast import SENTIMENT, chosen, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(api):
    return api(person("Alice"))


@pytest.fixture
def project(alice):
    body = {"title": "Reviews", "label_config": SENTIMENT, "annotators_per_task": 2, "order": "as_imported"}
    answer = alice.post("/api/v1/projects/", body, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


@pytest.fixture
def bob(alice, project, api):
    answer = alice.post(url(project, "members/"), {"email": "bob@example.org", "role": "annotator"}, format="json")
    assert answer.status_code == 201
    return api(person("Bob"))


def url(project, rest):
    return f"/api/v1/projects/{project['id']}/{rest}"


def send(client, project, rows):
    answer = client.post(url(project, "imports/"), rows, format="json")
    assert answer.status_code == 201, answer.json()
    return answer.json()


def work(client, project, label="positive"):
    got = client.post(url(project, "claims/"), {}, format="json").json()
    assert got["assignment"], got
    body = {"id": str(uuid.uuid4()), "result": chosen(label), "seconds": 2.5}
    answer = client.post(f"/api/v1/assignments/{got['assignment']['id']}/annotations/", body, format="json")
    assert answer.status_code == 201, answer.json()
    return got, body, answer.json()


def test_a_new_project_answers_with_its_id_and_settings(project):
    assert project["annotators_per_task"] == 2
    assert project["role"] == "lead"
    assert project["guideline_version"] == 1


def test_a_new_email_makes_the_account(alice, project):
    answer = alice.post(url(project, "members/"), {"email": "New.Person@Example.org", "role": "viewer"}, format="json")
    assert answer.status_code == 201
    assert answer.json()["email"] == "new.person@example.org"


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", json.dumps([{"text": "one"}, {"text": "둘"}])),
        ("application/x-ndjson", '{"text": "one"}\n{"text": "둘"}\n'),
        ("application/json", '{"text": "one"}\n{"text": "둘"}\n'),
        ("text/csv", "text,source\none,a\n둘,b\n"),
        ("text/tab-separated-values", "text\tsource\none\ta\n둘\tb\n"),
        ("text/plain", "one\n둘\n"),
    ],
)
def test_import_by_content_type(alice, project, content_type, body):
    answer = alice.post(url(project, "imports/"), body.encode(), content_type=content_type)
    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert (told["items"], told["duplicates"], told["rejected"]) == (2, 0, [])
    listed = alice.get(url(project, "tasks/")).json()["results"]
    assert [row["data"]["text"] for row in listed] == ["one", "둘"]


def test_import_of_a_file_tells_duplicates_and_rejected_rows(alice, project):
    upload = io.BytesIO(b'text\ngood\ngood\n""\nfine\n')
    upload.name = "rows.csv"
    told = alice.post(url(project, "imports/"), {"file": upload}, format="multipart").json()
    assert (told["items"], told["duplicates"]) == (2, 1)
    assert [set(row) for row in told["rejected"]] == [{"row", "reason"}]


def test_claim_and_submit(alice, project, bob):
    send(alice, project, [{"text": "one"}])
    got, body, made = work(bob, project)
    assert set(got["assignment"]) >= {"id", "expires_at"}
    assert got["task"]["data"] == {"text": "one"}
    assert got["suggestion"] is None
    assert made["id"] == body["id"]


def test_the_same_submit_again_answers_200_and_the_same_body(alice, project, bob):
    send(alice, project, [{"text": "one"}])
    got, body, made = work(bob, project)
    again = bob.post(f"/api/v1/assignments/{got['assignment']['id']}/annotations/", body, format="json")
    assert again.status_code == 200
    assert again.json() == made


def test_an_empty_queue_says_why(project, bob):
    got = bob.post(url(project, "claims/"), format="json").json()
    assert got["assignment"] is None
    assert got["reason"]["code"] == "no_tasks"
    assert got["reason"]["message"]


def test_tasks_come_in_keyset_pages(alice, project):
    send(alice, project, [{"text": f"text {n}"} for n in range(5)])
    seen, address = [], url(project, "tasks/?page_size=2")
    while address:
        page = alice.get(address).json()
        assert len(page["results"]) <= 2
        seen += [row["data"]["text"] for row in page["results"]]
        address = page["next"]
    assert seen == [f"text {n}" for n in range(5)]


def test_agreement_has_its_fields_even_when_nothing_is_there(alice, project):
    told = alice.get(url(project, "agreement/")).json()
    for name in ("raw", "fleiss_kappa", "krippendorff_alpha"):
        assert told[name]["value"] is None
        assert told[name]["reason"]
    assert told["cohen_kappa"] == []


def test_agreement_of_two_people(alice, project, bob, api):
    alice.post(url(project, "members/"), {"email": "beth@example.org", "role": "annotator"}, format="json")
    beth = api(person("Beth"))
    send(alice, project, [{"text": f"text {n}"} for n in range(6)])
    for one, other in zip("ppnnoo", "ppnnop", strict=True):
        names = {"p": "positive", "n": "negative", "o": "neutral"}
        work(bob, project, names[one])
        work(beth, project, names[other])
    told = alice.get(url(project, "agreement/")).json()
    assert told["raw"]["value"] == pytest.approx(5 / 6)
    assert told["raw"]["items"] == 6
    assert told["raw"]["low"] <= told["raw"]["value"] <= told["raw"]["high"]
    assert told["cohen_kappa"][0]["value"] == pytest.approx(0.75)


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "parquet"])
def test_export(alice, project, bob, format):
    send(alice, project, [{"text": 'say "hi", 👋'}, {"text": "둘"}])
    work(bob, project, "negative")
    answer = alice.get(url(project, f"export/?format={format}"))
    assert answer.status_code == 200
    assert answer.streaming
    raw = b"".join(answer.streaming_content)
    if format == "json":
        tasks = json.loads(raw)
        assert [t["data"]["text"] for t in tasks] == ['say "hi", 👋', "둘"]
        assert [len(t["annotations"]) for t in tasks] == [1, 0]
        assert tasks[0]["annotations"][0]["result"] == chosen("negative")
    elif format == "jsonl":
        assert [json.loads(line)["data"]["text"] for line in raw.splitlines()] == ['say "hi", 👋', "둘"]
    elif format == "csv":
        assert [row["text"] for row in csv.DictReader(io.StringIO(raw.decode()))] == ['say "hi", 👋', "둘"]
    else:
        import pyarrow.parquet

        assert pyarrow.parquet.read_table(io.BytesIO(raw)).num_rows == 2


def test_export_in_an_unknown_format_is_bad_input(alice, project):
    answer = alice.get(url(project, "export/?format=docx"))
    assert answer.status_code == 400
    assert "docx" in answer.json()["message"]
