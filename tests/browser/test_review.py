"""Review: two people's answers on one task, taken, merged, corrected and decided."""

from __future__ import annotations

import uuid

import pytest
from playwright.sync_api import expect

from .test_annotate import press

NER = """<View><Labels name="ner" toName="text"><Label value="PER" hotkey="p"/><Label value="LOC" hotkey="l"/></Labels>
<Text name="text" value="$text"/><Choices name="topic" toName="text"><Choice value="people"/><Choice value="places"/></Choices></View>"""
TEXT = "Kim Lee came from Seoul to 부산 yesterday"


def span(start: int, end: int, label: str) -> dict:
    value = {"start": start, "end": end, "text": TEXT[start:end], "labels": [label]}
    return {"id": f"{label}{start}", "from_name": "ner", "to_name": "text", "type": "labels", "origin": "manual", "value": value}


def topic(value: str) -> dict:
    return {"id": "topic", "from_name": "topic", "to_name": "text", "type": "choices", "origin": "manual", "value": {"choices": [value]}}


VOTES = {
    "kim": [topic("people"), span(0, 7, "PER"), span(18, 23, "LOC")],
    "park": [topic("places"), span(0, 7, "PER"), span(27, 29, "LOC"), span(18, 23, "PER")],
}


@pytest.fixture
def review(house, visit):
    project = house.project([TEXT], label_config=NER, annotators_per_task=2)
    for who, result in VOTES.items():
        seat = project.claim(who)["assignment"]["id"]
        body = {"id": str(uuid.uuid4()), "result": result, "seconds": 3}
        assert house.client(who).call("POST", f"assignments/{seat}/annotations/", body)[0] == 201
    task = house.shell(f"from annotate.queue.models import Task; print(Task.objects.get(project={project.id}).pk)")
    page = visit("lee").new_page()
    page.goto(f"{project.page}adjudicate/{task}/")
    page.locator("an-review .task.mine").wait_for()

    def decided() -> list[dict]:
        code = f"from annotate.review.models import Decision; import json; print(json.dumps(Decision.objects.get(task={task}).result))"
        import json

        return json.loads(house.shell(code))

    return page, decided


def spans_of(result: list[dict]) -> set[tuple]:
    return {(r["value"]["start"], r["value"]["end"], *r["value"]["labels"]) for r in result if r["type"] == "labels"}


def test_what_all_say_is_there_and_the_rest_is_taken_by_key(review):
    page, decided = review
    rows = page.locator("an-regions [role=option]")
    expect(rows).to_have_count(4)  # one that both made, three that one made
    expect(page.locator("an-regions .ghost")).to_have_count(3)
    expect(page.locator("an-regions .ghost .by-model").first).to_have_text("Kim Minji")
    page.get_by_role("button", name="people 1 of 2").click()
    press(page, ".", ".", "c")  # past the common one, to the first that is not taken yet
    expect(page.locator("an-regions .ghost")).to_have_count(2)
    press(page, "x", "x", "Enter")
    expect(page.get_by_role("heading", name="Adjudicate", exact=True)).to_be_visible()
    result = decided()
    assert spans_of(result) == {(0, 7, "PER"), (18, 23, "LOC")}
    assert [r["value"]["choices"] for r in result if r["type"] == "choices"] == [["people"]]


def test_one_persons_answer_is_taken_whole_and_corrected(review):
    page, decided = review
    press(page, "Shift+2")
    expect(page.locator("an-regions [role=option]:not(.ghost)")).to_have_count(3)
    page.locator("an-regions [role=option]", has_text="Seoul").first.click()
    press(page, "l")  # it is a place
    page.get_by_label("Note").fill("Seoul is a place")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("heading", name="Adjudicate", exact=True)).to_be_visible()
    assert spans_of(decided()) == {(0, 7, "PER"), (27, 29, "LOC"), (18, 23, "LOC")}


def test_side_by_side_shows_each_answer_as_it_was_made(review):
    page, _ = review
    page.get_by_role("button", name="Side by side").click()
    theirs = page.locator(".task.theirs")
    expect(theirs).to_have_count(2)
    for n, (count, chosen) in enumerate(((2, "people"), (3, "places"))):
        expect(theirs.nth(n).locator('[aria-checked="true"] .said')).to_contain_text(chosen)
        expect(theirs.nth(n).locator("mark")).to_have_count(count)


def test_with_a_section_and_refused_while_people_still_label(house, visit):
    guideline = "# How\n\n## PER\n\nPeople.\n\n## Titles\n\nLeft out."
    project = house.project([TEXT], label_config=NER, annotators_per_task=2, guideline=guideline)
    seat = project.claim("kim")["assignment"]["id"]
    house.client("kim").call("POST", f"assignments/{seat}/annotations/", {"id": str(uuid.uuid4()), "result": VOTES["kim"], "seconds": 3})
    task = house.shell(f"from annotate.queue.models import Task; print(Task.objects.get(project={project.id}).pk)")
    page = visit("lee").new_page()
    page.goto(f"{project.page}adjudicate/{task}/")
    page.locator("an-review .task.mine").wait_for()
    press(page, "Shift+1")
    page.get_by_label("Section of the guideline").select_option("Titles")
    page.get_by_label("Note").fill("Kept as it was typed")
    page.get_by_role("button", name="Decide").click()
    expect(page.locator(".decision .says")).to_contain_text("still labelling")
    expect(page.get_by_label("Note")).to_have_value("Kept as it was typed")
    seat = project.claim("park")["assignment"]["id"]
    house.client("park").call("POST", f"assignments/{seat}/annotations/", {"id": str(uuid.uuid4()), "result": VOTES["park"], "seconds": 3})
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("heading", name="Adjudicate", exact=True)).to_be_visible()
    code = f"from annotate.review.models import Decision; d = Decision.objects.get(task={task}); print(d.section, '/', d.note)"
    assert house.shell(code) == "Titles / Kept as it was typed"
