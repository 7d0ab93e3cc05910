"""What the annotation page is started from."""

from __future__ import annotations

import datetime as dt
import json
import re

from annotate.projects import services
from annotate.queue import services as queue
from annotate.review.services import adjudicate
from tests.cast import NOW, SENTIMENT, label, play
from tests.corpus.shelf import in_split


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


def test_the_page_knows_who_sits_there_and_how_they_like_it(stage, visitor, url):
    stage.bob.preferences = {"theme": "dark"}
    stage.bob.save()
    boot = boot_of(visitor(stage.bob).get(url("annotate")).content.decode())
    assert (boot["role"], boot["preferences"]) == ("annotator", {"theme": "dark"})


def test_each_label_knows_its_part_of_the_guideline_and_its_examples(db, visitor):
    cast = play(texts=["Praise, praise"], seats=1, guideline="# How\n\n## Positive\n\nPraise.\n\n- **negative**: complaints")
    in_split(cast, "train", "Praise, praise")
    adjudicate(label(cast, cast.bob, "positive").task, label="positive", by=cast.dora, now=NOW)
    boot = boot_of(visitor(cast.bob).get(f"/projects/{cast.project.pk}/annotate/").content.decode())
    assert boot["anchors"] == {"positive": "guide-positive", "negative": "guide-negative"}
    assert all(f'id="{id}"' in boot["guideline"]["html"] for id in boot["anchors"].values())
    assert boot["examples"] == {"positive": ["Praise, praise"]}


def test_a_label_is_found_by_what_is_shown_where_results_hold_its_alias(db, visitor):
    config = SENTIMENT.replace('value="positive"', 'value="Full of praise" alias="pos"')
    cast = play(label_config=config, guideline="# Full of praise")
    boot = boot_of(visitor(cast.bob).get(f"/projects/{cast.project.pk}/annotate/").content.decode())
    assert boot["anchors"] == {"pos": "guide-full-of-praise"}


def test_what_is_new_is_told_to_who_worked_under_an_older_version(stage, visitor, url):
    def told(who):
        return boot_of(visitor(who).get(url("annotate")).content.decode())["guideline"]["changes"]

    label(stage, stage.bob, "positive")
    publish = {"label_config": SENTIMENT, "author": stage.alice, "now": NOW}
    services.publish_guideline(stage.project, text="Two", change_note="positive is narrower", changed=["positive"], **publish)
    assert told(stage.bob) is None, "he still works under the first"
    queue.open_round(stage.project, now=NOW, with_untouched=True)
    changes = told(stage.bob)
    assert (changes["from"], changes["labels"]) == (1, ["positive"])
    assert [(row["number"], row["change_note"]) for row in changes["versions"]] == [(2, "positive is narrower")]
    assert changes["url"] == url("guideline-diff") + "?from=1&to=2"
    assert told(stage.beth) is None, "nothing is new to who has not begun"
    label(stage, stage.bob, "positive", now=NOW + dt.timedelta(minutes=1))
    assert told(stage.bob) is None
