"""Log in, log out, my projects, a new project."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages

from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.web.starters import STARTERS
from tests.cast import NOW, SENTIMENT, person


def test_logging_in_leads_to_where_one_wanted_to_go(cast, visitor, url):
    client = visitor()
    answer = client.post(
        "/login/?next=" + url("project"), {"username": cast.bob.email, "password": "correct horse battery"}
    )
    assert answer["Location"] == url("project")


def test_a_wrong_password_says_so_and_keeps_the_address(cast, visitor):
    answer = visitor().post("/login/", {"username": cast.bob.email, "password": "wrong"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "do not belong together" in html
    assert f'value="{cast.bob.email}"' in html
    assert 'value="wrong"' not in html


def test_logging_in_never_leads_off_the_site(cast, visitor):
    answer = visitor().post(
        "/login/?next=https://evil.example/", {"username": cast.bob.email, "password": "correct horse battery"}
    )
    assert answer["Location"] == "/"


def test_logging_out_is_a_post(cast, visitor):
    client = visitor(cast.bob)
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").status_code == 302
    assert client.get("/").status_code == 302


def test_my_projects_are_mine_alone(cast, visitor):
    other = play_another()
    html = visitor(cast.bob).get("/").content.decode()
    assert cast.project.title in html
    assert other.title not in html


def play_another() -> Project:
    return queue.begin(title="Somebody else’s", label_config=SENTIMENT, lead=person("eve"), now=NOW)


def test_without_a_project_the_page_says_what_to_do(db, visitor):
    html = visitor(person("charlie")).get("/").content.decode()
    assert "No project yet" in html
    assert "/projects/new/" in html


def test_a_project_is_created_with_its_first_round(db, visitor):
    client = visitor(person("alice"))
    answer = client.post("/projects/new/", typed())
    made = Project.objects.get(title="Reviews of tea")
    assert answer["Location"] == f"/projects/{made.pk}/"
    assert made.annotators_per_task == 3
    assert made.rounds.count() == 1
    assert any("Reviews of tea" in str(m) for m in get_messages(answer.wsgi_request))


def typed(**other) -> dict:
    fields = {
        "title": "Reviews of tea",
        "label_config": SENTIMENT,
        "guideline": "# How\n\nDecide <b>calmly</b>.",
        "annotators_per_task": "3",
        "level": "nominal",
        "order": "random",
    }
    return {**fields, **other}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": ""}, "This field is required"),
        ({"title": "x" * 201}, "at most 200"),
        ({"label_config": "<View><Choices"}, "label config"),
        ({"label_config": '<!DOCTYPE v [<!ENTITY x SYSTEM "file:///etc/passwd">]><View>&x;</View>'}, "label config"),
        ({"annotators_per_task": "21"}, "less than or equal to 20"),
        ({"level": "cardinal"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(db, visitor, wrong, told):
    answer = visitor(person("alice")).post("/projects/new/", typed(**wrong))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert told.lower() in html.lower()
    assert "field-error" in html
    assert "Decide &lt;b&gt;calmly&lt;/b&gt;." in html
    assert not Project.objects.exists()


def test_a_template_fills_the_config_and_leaves_what_was_typed(db, visitor):
    client = visitor(person("alice"))
    html = client.post("/projects/new/", typed(starter="topic")).content.decode()
    assert "Choices name=&quot;topic&quot;" in html
    assert "Reviews of tea" in html
    assert "Decide &lt;b&gt;calmly" in html
    assert not Project.objects.exists()


def test_every_template_makes_a_project(db, visitor):
    client = visitor(person("alice"))
    for starter in STARTERS.values():
        given = typed(title=starter.title, label_config=starter.label_config, guideline=starter.guideline)
        assert client.post("/projects/new/", given).status_code == 302


def test_a_title_is_text_not_markup(cast, visitor):
    cast.project.title = "<script>alert(1)</script>"
    cast.project.save()
    html = visitor(cast.alice).get("/").content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_many_projects_come_in_pages(db, visitor):
    alice = person("alice")
    for n in range(27):
        queue.begin(title=f"Corpus {n:02}", label_config=SENTIMENT, lead=alice, now=NOW)
    client = visitor(alice)
    first = client.get("/").content.decode()
    last_id = Project.objects.order_by("pk")[2].memberships.get().pk
    assert f"before={last_id}" in first
    second = client.get(f"/?before={last_id}").content.decode()
    assert "Corpus 00" in second
    assert "Corpus 00" not in first


def test_nonsense_in_the_address_is_the_first_page(cast, visitor):
    for query in ("before=x", "before=9" * 30, "before=%00", "before=-1"):
        assert cast.project.title in visitor(cast.bob).get(f"/?{query}").content.decode()
