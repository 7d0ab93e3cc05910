"""What the annotation page is started from."""

from __future__ import annotations

import json
import re

from annotate.projects import services
from annotate.queue import services as queue
from tests.cast import NOW, SENTIMENT, play


def boot_of(html: str) -> dict:
    return json.loads(re.search(r'<script id="boot" type="application/json">(.*?)</script>', html, re.S)[1])


def test_the_page_is_given_all_it_needs(stage, visitor, url):
    boot = boot_of(visitor(stage.bob).get(url("annotate")).content.decode())
    assert boot["project"] == {"id": stage.project.pk, "title": "Reviews"}
    assert boot["user"]["email"] == stage.bob.email
    assert boot["schema"]["tag"] == "View"
    assert boot["guideline"]["version"] == 1
    assert "What does the writer feel?" in boot["guideline"]["html"]
    assert boot["urls"]["api"] == "/api/v1/"
    assert boot["urls"]["claims"] == f"/api/v1/projects/{stage.project.pk}/claims/"
    assert len(boot["csrf"]) == 64


def test_the_guideline_is_the_one_of_the_open_round(stage, visitor, url):
    services.publish_guideline(
        stage.project,
        text="Two",
        label_config=SENTIMENT.replace("neutral", "mixed"),
        change_note="x",
        author=stage.alice,
        now=NOW,
    )
    client = visitor(stage.bob)
    assert boot_of(client.get(url("annotate")).content.decode())["guideline"]["version"] == 1
    queue.open_round(stage.project, now=NOW, with_untouched=True)
    boot = boot_of(client.get(url("annotate")).content.decode())
    assert boot["guideline"]["version"] == 2
    assert "mixed" in json.dumps(boot["schema"])


def test_nothing_in_a_guideline_ends_the_script(db, visitor):
    cast = play(guideline="</script><script>alert(1)</script>")
    html = visitor(cast.bob).get(f"/projects/{cast.project.pk}/annotate/").content.decode()
    assert "</script><script>alert" not in html
    assert "&lt;/script&gt;" in boot_of(html)["guideline"]["html"]
