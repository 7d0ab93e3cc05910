"""List: items to read; and every question on one page, for what holds of all of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .test_accessibility import TOO_WIDE, violations
from .test_annotate import press, saved

ITEMS = [
    {"id": "blog", "title": "10 tips to write a better function", "body": "There is nothing worse than being left in the lurch."},
    {
        "id": "mdn",
        "title": "화살표 함수",
        "html": "<p>A <b>compact</b> alternative<script>window.ran = 1</script></p><img src=x onerror='window.ran = 2'>",
    },
    {"id": 3, "title": "Arrow (computer science)"},
]
ALL = """<View>
  <Text name="text" value="$text"/><Text name="other" value="$other"/><List name="items" value="$items" title="Results"/>
  <Choices name="mood" toName="text" title="Mood" required="true"><Choice value="good" hint="the writer is content"/>
    <Choice value="bad"/></Choices>
  <Choices name="topics" toName="text" title="Topics" choice="multiple" allowNested="true">
    <Choice value="Place"><Choice value="Room"/><Choice value="Street" background="#a33"/></Choice><Choice value="Food"/></Choices>
  <Choices name="lang" toName="text" title="Language" layout="select"><Choice value="ko"/><Choice value="en"/></Choices>
  <Choices name="where" toName="text" title="Where" showInline="true"><Choice value="here"/><Choice value="there"/></Choices>
  <Taxonomy name="kind" toName="text" title="Kind"><Choice value="Online"><Choice value="Free"/><Choice value="Paywall"/></Choice>
    <Choice value="Offline"/></Taxonomy>
  <TextArea name="why" toName="text" title="Why" rows="2" placeholder="In your own words"/>
  <Rating name="stars" toName="text" title="How sure" icon="heart"/>
  <Number name="age" toName="text" title="Age" min="0" max="120"/>
  <Number name="share" toName="text" title="Share" slider="true" min="0" max="10"/>
  <DateTime name="day" toName="text" title="Day"/>
  <DateTime name="month" toName="text" title="Month" only="month,year"/>
  <Pairwise name="better" toName="text,other" title="Which is better?"/>
  <Ranker name="order" toName="items" title="Order"><Bucket name="best" title="Best"/><Bucket name="ads" title="Paid"/></Ranker>
</View>"""
DATA = {"text": "친절하고 좋았어요. 방이 조금 작았지만 다시 가고 싶습니다.", "other": "A fine place, if a little small.", "items": ITEMS}
LIST = (
    '<View><List name="items" value="$items" title="Results"/>'
    '<Choices name="c" toName="items"><Choice value="yes"/><Choice value="no"/></Choices></View>'
)
# What can be pressed, and is lower than WCAG's least.
SMALL = """() => [...document.querySelectorAll('.task :is(button, input, select, [role=treeitem])')].filter(e => e.checkVisibility())
    .map(e => [e.getBoundingClientRect().height, e.outerHTML.slice(0, 90)]).filter(([height]) => height < 24)"""


def test_a_list_is_read_and_nothing_in_it_runs(house, sit_down):
    project = house.project([{"items": ITEMS}], label_config=LIST)
    page = sit_down(project)
    expect(page.get_by_role("heading", name="Results")).to_be_visible()
    assert page.locator(".item strong").all_inner_texts() == [i["title"] for i in ITEMS]
    expect(page.locator(".item").nth(1)).to_contain_text("A compact alternative")
    assert page.evaluate("window.ran") is None
    press(page, "1", "Enter")
    saved(page, 1)
    assert [r["value"] for r in project.results()[0]] == [{"choices": ["yes"]}]


@pytest.mark.parametrize(
    ("items", "says"), [("a text", "no list in its field “items”"), ([{"title": "x"}], "Entry 1 of the list"), ([], "(an empty list)")]
)
def test_a_list_that_is_none_says_so(house, sit_down, items, says):
    page = sit_down(house.project([{"items": items}], label_config=LIST))
    expect(page.locator(".task")).to_contain_text(says)


def test_every_question_on_one_page_is_accessible(house, sit_down):
    page = sit_down(house.project([DATA], label_config=ALL))
    page.get_by_role("treeitem", name="Online").click()
    page.get_by_label("Why").fill("because")
    page.get_by_label("Age", exact=True).fill("200")
    press(page, "Enter", "1")
    page.locator(".handle").first.focus()
    page.keyboard.press("1")
    assert violations(page) == []


def test_every_question_fits_a_narrow_screen(house, sit_down):
    page = sit_down(house.project([DATA], label_config=ALL), viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, page.evaluate(TOO_WIDE)
    assert page.evaluate(SMALL) == []
