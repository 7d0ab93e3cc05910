"""Before you begin: reading, the quiz, the profile, one after the other."""

from __future__ import annotations

import re

import pytest

from annotate.projects import selectors, services
from annotate.projects.models import Reading
from annotate.queue import services as queue
from guidelines.selectors import newest
from tests import cast as people
from tests.cast import NOW, SENTIMENT
from tests.projects.quizzes import GUIDELINE, RIGHT, answered


@pytest.fixture
def cast(db):
    """People read first, and answer three questions."""
    made = people.play(guideline=GUIDELINE, texts=["one", "two"])
    services.configure(made.project, reads_first=True, quiz_questions=3, quiz_pass=0.6)
    return made


def confirmed(cast):
    return cast.project.memberships.get(user=cast.bob).confirmed


def sent(cast, *, wrong=0):
    asked = selectors.next_quiz(cast.project, cast.bob, newest(cast.project.guideline))
    return {f"q-{key}": label for key, label in answered(asked, wrong=wrong).items()}


def test_reading_leads_to_the_quiz_and_the_quiz_to_work(cast, visitor, url):
    bob = visitor(cast.bob)
    html = bob.get(url("before")).content.decode()
    assert "I have read version 1" in html
    assert "It broke at once" in html
    assert bob.post(url("before"))["Location"] == url("before-quiz") + "?version=1"
    assert confirmed(cast) is None
    answer = bob.post(url("before-quiz"), sent(cast, wrong=1))
    assert answer["Location"] == url("annotate")
    assert confirmed(cast) == newest(cast.project.guideline)
    assert "Nothing stands between you" in bob.get(url("before")).content.decode()


def test_no_answer_stands_in_the_quiz(cast, visitor, url):
    bob = visitor(cast.bob)
    bob.post(url("before"))
    html = bob.get(url("before-quiz")).content.decode()
    asked = selectors.next_quiz(cast.project, cast.bob, newest(cast.project.guideline))
    assert all(question.text in html for question in asked)
    # Every question offers the same labels in the same order, nothing chosen, and nothing else tells one from another.
    fields = re.findall(r'<section class="card.*?</section>', html, re.DOTALL)
    plain = {re.sub(r"[0-9a-f]{16}|<p .*?</p>", "", field, flags=re.DOTALL) for field in fields}
    assert (len(fields), len(plain)) == (3, 1)
    assert "checked" not in html
    assert "## " not in html


def test_a_failed_try_says_what_was_wrong_but_not_what_is_right(cast, visitor, url):
    bob = visitor(cast.bob)
    bob.post(url("before"))
    html = bob.post(url("before-quiz"), sent(cast, wrong=2), follow=True).content.decode()
    assert "33" in html
    card = html[html.index("A short quiz") : html.index("Take the quiz")]
    made = Reading.objects.get(score__isnull=False)
    for row in made.answers:
        assert (row["text"] in card) is not row["right"]
        if not row["right"]:
            assert f"{row['text']}”: you said {row['said']}" in card
            assert f"you said {RIGHT[row['text']]}</li>" not in card.split(row["text"])[1].split("</li>")[0] + "</li>"
    assert confirmed(cast) is None


def test_a_question_left_out_costs_no_try_and_keeps_what_was_chosen(cast, visitor, url):
    bob = visitor(cast.bob)
    bob.post(url("before"))
    given = sent(cast)
    left_out = given.popitem()
    answer = bob.post(url("before-quiz"), given)
    html = answer.content.decode()
    assert answer.status_code == 400
    assert html.count("checked") == 2
    assert html.count("Choose one.") == 1
    assert left_out[0] in html
    assert not Reading.objects.filter(score__isnull=False).exists()


def test_a_quiz_handed_in_empty_is_told_so(cast, visitor, url):
    bob = visitor(cast.bob)
    bob.post(url("before"))
    html = bob.post(url("before-quiz"), {}).content.decode()
    assert "Some questions have no answer yet" in html
    assert html.count("Choose one.") == 3
    assert not Reading.objects.filter(user=cast.bob, score__isnull=False).exists()


def test_who_is_paused_is_not_sent_to_the_texts(cast, visitor, url):
    services.configure(cast.project, reads_first=False, quiz_questions=0)
    services.pause(cast.project, cast.bob, reason="Secret reason.", now=NOW)
    html = visitor(cast.bob).get(url("before")).content.decode()
    assert "Your work here is paused" in html
    assert "Go to the texts" not in html
    assert "Secret" not in html


def test_the_quiz_waits_for_the_reading(cast, visitor, url):
    assert visitor(cast.bob).get(url("before-quiz"))["Location"].startswith(url("before"))


def test_a_new_version_is_confirmed_anew_and_says_what_changed(cast, visitor, url):
    services.configure(cast.project, quiz_questions=0)
    bob = visitor(cast.bob)
    assert bob.post(url("before"))["Location"] == url("annotate")
    services.publish_guideline(
        cast.project, text=GUIDELINE + "\n\nSarcasm is negative.", label_config=SENTIMENT, change_note="Sarcasm", author=cast.alice, now=NOW
    )
    assert "Nothing stands between you" in bob.get(url("before")).content.decode()  # no round is open under it yet
    queue.open_round(cast.project, now=NOW)
    html = bob.get(url("before")).content.decode()
    assert "What changed since version 1" in html
    assert "Sarcasm" in html
    bob.post(url("before"))
    assert confirmed(cast).number == 2


def test_a_profile_is_asked_for_first(cast, visitor, url):
    services.configure(cast.project, qualification={"languages": [{"language": "ko", "level": "native"}]})
    bob = visitor(cast.bob)
    assert "Fill in my profile" in bob.get(url("before")).content.decode()
    given = {"language_0": "한국어", "level_0": "second", "language_1": "", "level_1": "native", "region": "Busan", "training": ""}
    html = bob.post(url("my-profile"), given, follow=True).content.decode()
    assert "한국어 (ko), native" in html
    assert bob.post(url("my-profile"), {**given, "level_0": "native"})["Location"].startswith(url("before"))
    assert cast.project.memberships.get(user=cast.bob).waits_for == ""
    kept = cast.project.memberships.get(user=cast.bob).profile
    assert (kept.languages, kept.region) == ([{"language": "ko", "level": "native"}], "Busan")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"language_0": "Klingonisch"}, "no language tag"), ({"language_1": "ko"}, "named twice"), ({"level_0": "fluent"}, "not one of")],
)
def test_what_is_wrong_with_a_profile_is_said_and_kept_on_the_page(cast, visitor, url, wrong, told):
    given = {"language_0": "ko", "level_0": "native", "language_1": "", "level_1": "native", "region": "Busan", "training": "", **wrong}
    answer = visitor(cast.bob).post(url("my-profile"), given)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert "Busan" in answer.content.decode()


def test_what_the_lead_asks_besides_is_asked(cast, visitor, url):
    services.configure(cast.project, profile_fields=[{"name": "expert", "label": "Are you a linguist?", "choices": ["yes", "no"]}])
    bob = visitor(cast.bob)
    assert "Are you a linguist?" in bob.get(url("my-profile")).content.decode()
    bob.post(url("my-profile"), {"field_expert": "yes"})
    assert cast.project.memberships.get(user=cast.bob).profile.fields == {"expert": "yes"}


def test_practice_is_the_last_step_where_it_is_asked(cast, visitor, url):
    services.configure(cast.project, reads_first=False, quiz_questions=0, qualification={"training": 0.8})
    html = visitor(cast.bob).get(url("before")).content.decode()
    assert "Practise" in html


def test_a_project_that_asks_nothing_lets_in_at_once(cast, visitor, url):
    services.configure(cast.project, reads_first=False, quiz_questions=0)
    assert "Nothing stands between you" in visitor(cast.bob).get(url("before")).content.decode()


def test_who_does_not_annotate_has_nothing_to_confirm(cast, visitor, url):
    assert visitor(cast.vera).get(url("before")).status_code == 403
    assert visitor(cast.vera).get(url("my-profile")).status_code == 200
    assert visitor(cast.charlie).get(url("before")).status_code == 404
    assert visitor(cast.charlie).get(url("my-profile")).status_code == 404
    assert visitor(cast.bob).get(url("before") + "?version=99").status_code == 404
    assert visitor(cast.bob).get(url("before") + "?version=²").status_code == 404
