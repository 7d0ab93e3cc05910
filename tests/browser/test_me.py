"""Your settings as somebody changes them: keys, language, theme."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from .test_accessibility import TOO_WIDE, violations

NONE = dict.fromkeys(("language", "theme", "single_keys", "keys", "snap"))


@pytest.fixture
def settings(house, visit):
    """The settings page of Park, who likes everything as it comes again afterwards."""
    context = visit("park")
    page = context.new_page()
    page.goto("/me/")
    yield page
    house.client("park").call("PATCH", "me/", {"preferences": NONE})


def kept(house) -> dict:
    return house.client("park").call("GET", "me/")[1]["preferences"]


def command(page: Page, says: str) -> Locator:
    return page.locator("an-keys li").filter(has=page.get_by_text(says, exact=True))


def open_menu(page: Page) -> None:
    page.locator("details[data-menu] summary").click()


def test_a_key_is_changed_and_used(house, settings, sit_down):
    project = house.project(["one", "two"])
    row = command(settings, "Show or hide the guideline")
    expect(row.locator("kbd")).to_have_text("G")
    row.get_by_role("button", name="Change the key of").focus()
    settings.keyboard.press("Enter")
    expect(settings.get_by_role("status")).to_contain_text("Press the new key")
    settings.keyboard.press("Control+Alt+k")
    expect(row.locator(".chord")).to_have_text("CtrlAltK")
    expect(row.get_by_role("button", name="Change the key of")).to_be_focused()
    expect(settings.get_by_role("status")).to_contain_text("has its new key")
    assert kept(house)["keys"] == {"guideline": ["Mod+Alt+k"]}

    page = sit_down(project, "park", guideline=True, context=settings.context)
    panel = page.locator(".guideline")
    shown = panel.count()
    page.keyboard.press("g")
    expect(panel).to_have_count(shown)
    page.keyboard.press("Control+Alt+k")
    expect(panel).to_have_count(1 - shown)


def test_the_help_of_the_annotation_page_leads_to_the_keys(house, settings, sit_down):
    page = sit_down(house.project(["one"]), "park", context=settings.context)
    page.keyboard.press("?")
    page.get_by_role("link", name="Change keys").click()
    expect(page.get_by_role("heading", name="Keys of the annotation page")).to_be_in_viewport()


def test_a_key_that_is_taken_is_moved_only_when_one_says_so(house, settings):
    skip, submit = command(settings, "Skip, with a reason"), command(settings, "Submit and go on")
    skip.get_by_role("button", name="Change the key of").click()
    settings.keyboard.press("Enter")
    expect(skip).to_contain_text("This is the key of “Submit and go on”.")
    skip.get_by_role("button", name="Leave the key of").click()
    expect(skip.locator("kbd")).to_have_text("S")
    skip.get_by_role("button", name="Change the key of").click()
    settings.keyboard.press("Enter")
    skip.get_by_role("button", name="Move it here").click()
    expect(skip.locator("kbd")).to_have_text("↵")
    expect(submit.locator(".chord")).to_have_count(1)
    expect(submit.locator(".chord")).to_have_text("Ctrl↵")
    settings.get_by_role("button", name="Reset all keys").click()
    expect(submit.locator(".chord")).to_have_count(2)
    expect(skip.locator("kbd")).to_have_text("S")
    settings.reload()
    expect(skip.locator("kbd")).to_have_text("S")
    assert kept(house)["keys"] == {}


def test_the_space_bar_is_a_key_like_any_other(settings):
    row = command(settings, "Undo")
    row.get_by_role("button", name="Change the key of").focus()
    settings.keyboard.press("Space")
    expect(row.get_by_text("Press a key…")).to_be_visible()
    settings.keyboard.press("Control+Alt+Space")
    expect(row.locator(".chord")).to_have_text("CtrlAltSpace")
    expect(row.get_by_text("Press a key…")).to_have_count(0)


def test_a_key_held_down_too_long_is_not_taken_for_the_answer(settings):
    row = command(settings, "Undo")
    row.get_by_role("button", name="Change the key of").focus()
    settings.keyboard.down("Enter")
    settings.keyboard.down("Enter")
    settings.keyboard.up("Enter")
    expect(row.get_by_text("Press a key…")).to_be_visible()
    settings.keyboard.press("Escape")
    expect(row.locator(".chord")).to_have_text("CtrlZ")


def test_escape_and_tab_leave_a_key_as_it_is(settings):
    row = command(settings, "Undo")
    change = row.get_by_role("button", name="Change the key of")
    change.click()
    settings.keyboard.press("Escape")
    expect(change).to_be_focused()
    change.click()
    settings.keyboard.press("Tab")
    expect(row.get_by_text("Press a key…")).to_have_count(0)
    expect(change).not_to_be_focused()
    expect(row.locator(".chord")).to_have_text("CtrlZ")


def test_a_key_pressed_under_a_hangul_layout_is_the_key_on_the_keyboard(settings):
    row = command(settings, "Undo")
    change = row.get_by_role("button", name="Change the key of")
    change.click()
    row.locator(".change").dispatch_event("keydown", {"key": "ㅏ", "code": "KeyK", "ctrlKey": True, "bubbles": True})
    expect(row.locator(".chord")).to_have_text("CtrlK")


def test_one_key_shortcuts_are_switched_off(house, settings, sit_down):
    project = house.project(["one", "two"])
    settings.get_by_label("One key alone acts").click()
    expect(command(settings, "Show or hide the guideline").locator(".chord")).to_have_text("AltG")
    expect(settings.get_by_role("status")).to_have_text("Kept.")
    assert kept(house)["single_keys"] is False
    page = sit_down(project, "park", guideline=True, context=settings.context)
    before = page.locator(".guideline").count()
    page.keyboard.press("g")
    expect(page.locator(".guideline")).to_have_count(before)
    page.keyboard.press("Alt+g")
    expect(page.locator(".guideline")).to_have_count(1 - before)


def test_a_key_that_could_not_be_kept_says_so_and_stays_as_it_was(settings):
    settings.route("**/api/v1/me/", lambda route: route.abort())
    row = command(settings, "Undo")
    row.get_by_role("button", name="Change the key of").click()
    settings.keyboard.press("Control+Alt+k")
    expect(settings.get_by_role("alert")).to_contain_text("Nothing was changed.")
    expect(row.locator(".chord")).to_have_text("CtrlZ")


def test_language_and_theme_are_chosen_in_the_menu(house, settings):
    settings.goto("/")
    open_menu(settings)
    settings.get_by_role("button", name="한국어").click()
    expect(settings.get_by_role("heading", level=1)).to_have_text("프로젝트")
    open_menu(settings)
    settings.get_by_role("button", name="어둡게").click()
    expect(settings.locator("html[data-theme=dark][lang=ko]")).to_have_count(1)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = settings.evaluate(ground)
    open_menu(settings)
    settings.get_by_role("button", name="밝게").click()
    expect(settings.locator("html[data-theme=light]")).to_have_count(1)
    assert settings.evaluate(ground) != dark
    assert kept(house) == {"language": "ko", "theme": "light"}


def test_the_switches_work_without_a_script(house, settings, visit):
    page = visit("park", java_script_enabled=False).new_page()
    page.goto("/")
    open_menu(page)
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.goto("/me/")
    page.get_by_label("English").check()
    page.get_by_role("button", name="저장").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".messages")).to_contain_text("Your settings are kept.")


def test_the_log_in_page_speaks_korean(visit):
    page = visit(None).new_page()
    page.goto("/login/")
    page.get_by_role("button", name="한국어").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("로그인")
    expect(page.get_by_label("비밀번호")).to_be_visible()


def test_the_annotation_page_speaks_korean(house, settings, sit_down):
    house.client("park").call("PATCH", "me/", {"preferences": {"language": "ko"}})
    page = sit_down(house.project(["하나"]), "park", context=settings.context)
    expect(page.get_by_role("button", name=re.compile("제출"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("건너뛰기"))).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_settings_page_is_accessible_and_fits_a_phone(house, settings, language):
    house.client("park").call("PATCH", "me/", {"preferences": {"language": language}})
    settings.reload()
    settings.locator("an-keys li").first.locator(".change").click()
    assert violations(settings) == []
    settings.set_viewport_size({"width": 390, "height": 844})
    assert settings.evaluate(TOO_WIDE) == []
    assert settings.evaluate("document.documentElement.scrollWidth") == 390
