"""Setting up what people see and choose: the templates, what the editor starts from, what a save warns of."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.messages import get_messages

from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.web.starters import STARTERS
from annotate.web.views import label_config
from domain.formats import Row
from tests.cast import NOW, SENTIMENT, bring, person, play

NEW = "/projects/new/"
ODD = SENTIMENT.replace('hotkey="n"', 'hotkey="p"').replace('hotkey="o"', 'hotkey="tab"')


def boot(html: str) -> dict:
    return json.loads(re.search(r'<script id="config-boot" type="application/json">(.*?)</script>', html, re.S)[1])


def typed(**other) -> dict:
    fields = {"title": "Tea", "label_config": SENTIMENT, "guideline": "", "annotators_per_task": "1", "level": "nominal"}
    return {**fields, "order": "random", **other}


def told(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def alice(db, visitor):
    return visitor(person("alice"))


def test_every_template_has_a_card_with_its_picture(alice):
    html = alice.get(NEW).content.decode()
    for starter in STARTERS.values():
        assert f'name="template" value="{starter.name}"' in html
        assert str(starter.picture) in html
    assert html.count("checked") == 1


def test_the_page_brings_what_choosing_a_template_fills_in(alice):
    given = boot(alice.get(NEW).content.decode())
    assert given["starters"]["entities"]["label_config"] == STARTERS["entities"].label_config
    assert given["items"] == list(STARTERS["sentiment"].examples)
    assert given["real"] is False


def test_without_a_script_a_button_fills_in_the_card_that_is_chosen(alice):
    html = alice.post(NEW, typed(template="entities", starter="chosen")).content.decode()
    assert "Labels name=&quot;entity&quot;" in html
    assert re.search(r'value="entities" checked', html)
    assert boot(html)["items"] == list(STARTERS["entities"].examples)
    assert not Project.objects.exists()


def test_the_card_alone_does_not_replace_what_was_typed(alice):
    alice.post(NEW, typed(template="entities"))
    made = Project.objects.get()
    assert "sentiment" in made.guideline.versions.get().label_config


def test_an_error_keeps_the_card_that_was_chosen(alice):
    html = alice.post(NEW, typed(template="entities", title="")).content.decode()
    assert re.search(r'value="entities" checked', html)


def test_a_template_of_no_name_changes_nothing(alice):
    for name in ("nothing", "../entities", ""):
        html = alice.post(NEW, typed(template=name, title="")).content.decode()
        assert "Choices name=&quot;sentiment&quot;" in html


def test_conflicts_in_the_config_are_told_when_a_project_is_made(alice):
    answer = alice.post(NEW, typed(label_config=ODD))
    assert answer.status_code == 302
    warnings = [message for message in told(answer) if "Label config, line" in message]
    assert len(warnings) == 2
    assert warnings[0].startswith("Label config, line 6:")
    assert "'positive'" in warnings[0]
    assert warnings[1].startswith("Label config, line 7:")


def test_a_config_without_conflicts_is_saved_without_a_word_of_them(alice):
    answer = alice.post(NEW, typed(label_config=STARTERS["sentiment"].label_config))
    assert not any("Label config" in message for message in told(answer))


def test_a_config_full_of_conflicts_warns_of_the_first_and_counts_the_rest(alice):
    choices = "".join(f'<Choice value="{n}" hotkey="1"/>\n' for n in range(12))
    config = f'<View>\n<Text name="t" value="$text"/>\n<Choices name="c" toName="t">\n{choices}</Choices>\n</View>'
    warnings = [message for message in told(alice.post(NEW, typed(label_config=config))) if "abel config" in message]
    assert len(warnings) == label_config.WARNINGS_SHOWN + 1
    assert "6 more" in warnings[-1]


def test_conflicts_are_told_when_a_version_is_published(cast, visitor, url):
    given = {"base": "1", "text": "# Two", "label_config": ODD, "change_note": "Keys"}
    answer = visitor(cast.alice).post(url("guideline-edit"), given)
    assert answer.status_code == 302
    assert len([message for message in told(answer) if "Label config, line" in message]) == 2


def test_the_preview_of_a_project_is_of_its_own_items(cast, visitor, url):
    bring(cast, [f"text {n}" for n in range(7)])
    given = boot(visitor(cast.alice).get(url("guideline-edit")).content.decode())
    assert given["items"] == [{"text": f"text {n}"} for n in range(label_config.SHOWN)]
    assert given["real"] is True


def test_without_items_there_are_samples_for_every_kind(cast, visitor, url):
    given = boot(visitor(cast.alice).get(url("guideline-edit")).content.decode())
    assert (given["items"], given["real"]) == ([], False)
    assert {"Text", "Image", "Audio", "Paragraphs", "List"} <= set(given["samples"])


def test_items_of_another_project_are_never_shown(cast, visitor, url):
    bring(cast, ["mine"])
    eve = person("eve")
    other = queue.begin(title="Other", label_config=SENTIMENT, lead=eve, now=NOW)
    batch = queue.start_import(other, name="rows", by=eve, now=NOW)
    queue.take_in(batch, iter([Row(number=1, data={"text": "not mine"})]), now=NOW)
    assert boot(visitor(cast.alice).get(url("guideline-edit")).content.decode())["items"] == [{"text": "mine"}]


def test_a_long_item_is_cut_and_a_huge_one_left_out():
    cut = label_config._cut({"text": "가" * 9000, "turns": [{"text": "b" * 9000}] * 300, "n": 3})
    assert cut["text"] == "가" * label_config.LONGEST_TEXT + "…"
    assert len(cut["turns"]) == label_config.LONGEST_LIST
    assert cut["n"] == 3


def test_a_picture_in_the_item_itself_is_not_cut_into_nothing():
    picture = "data:image/png;base64," + "A" * 9000
    assert label_config._cut({"image": picture})["image"] == picture


def test_the_imports_page_says_which_fields_are_needed(db, visitor):
    cast = play(label_config=STARTERS["inference"].label_config)
    html = visitor(cast.alice).get(f"/projects/{cast.project.pk}/imports/").content.decode()
    for name in ("premise", "hypothesis"):
        assert f"<code>{name}</code>" in html


def test_markup_in_an_item_does_not_end_the_page_s_script(cast, visitor, url):
    nasty = "</script><script>alert(1)</script>"
    bring(cast, [nasty])
    html = visitor(cast.alice).get(url("guideline-edit")).content.decode()
    assert nasty not in html
    assert boot(html)["items"] == [{"text": nasty}]
