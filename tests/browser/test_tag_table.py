"""Keys and values, records, and CSV as tables; what is asked about them is stored as Label Studio does."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .test_tag_hypertext import press, sent

CONFIG = '<View><Table name="t" value="$record"/><Choices name="ok" toName="t"><Choice value="yes"/><Choice value="no"/></Choices></View>'
ANSWER = {"from_name": "ok", "to_name": "t", "type": "choices", "origin": "manual", "value": {"choices": ["yes"]}}
SHOWN = """() => [...document.querySelectorAll('.tag-table tr')].map(row => [...row.cells].map(c => `${c.localName}:${c.textContent}`))"""


@pytest.mark.parametrize(
    ("record", "shown"),
    [
        ({"Name": "김민지", "age": 31, "tags": ["a"]}, [["th:age", "td:31"], ["th:Name", "td:김민지"], ["th:tags", 'td:["a"]']]),
        ([{"a": 1, "b": "x"}, {"a": 2}], [["th:a", "th:b"], ["td:1", "td:x"], ["td:2", "td:"]]),
        ('word,count\n"a, b",3\n', [["th:word", "th:count"], ["td:a, b", "td:3"]]),
    ],
)
def test_a_record_is_a_table(house, sit_down, record, shown):
    page = sit_down(house.project([{"record": record}], label_config=CONFIG))
    assert page.evaluate(SHOWN) == shown


def test_a_question_about_it_is_answered_by_key_and_by_pointer(house, sit_down):
    project = house.project([{"record": {"a": 1}}, {"record": {"a": 2}}], label_config=CONFIG)
    page = sit_down(project)
    press(page, "1", "Enter")
    expect(page.locator(".tag-table td")).to_have_text("2")
    page.get_by_role("radio", name="yes").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("p.done")).to_contain_text("2 done")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    stored = [[{k: v for k, v in entry.items() if k != "id"} for entry in result] for result in project.results()]
    assert stored == [[ANSWER], [ANSWER]]


def test_opened_again_it_shows_the_same(house, sit_down):
    project = house.project([{"record": {"a": 1}}], label_config=CONFIG)
    project.begin("kim", [{**ANSWER, "id": "x1"}])
    page = sit_down(project)
    expect(page.get_by_role("radio", name="yes")).to_be_checked()
    assert sent(page, project) == [ANSWER]


def test_a_long_table_is_shown_in_parts(house, sit_down):
    page = sit_down(house.project([{"record": [{"n": n} for n in range(1000)]}], label_config=CONFIG))
    expect(page.locator(".tag-table tbody tr")).to_have_count(200)
    page.get_by_role("button", name="800 more rows").click()
    expect(page.locator(".tag-table tbody tr")).to_have_count(1000)


@pytest.mark.parametrize(("data", "says"), [({"record": []}, "(an empty table)"), ({"record": None}, "no field “record”")])
def test_what_is_no_table_is_told_in_words(house, sit_down, data, says):
    page = sit_down(house.project([data], label_config=CONFIG))
    expect(page.locator(".task")).to_contain_text(says)
