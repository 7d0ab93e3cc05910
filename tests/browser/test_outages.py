"""What may go wrong between a person and the server: nothing that was answered is lost, nothing is counted twice, all is explained."""

from __future__ import annotations

from playwright.sync_api import expect

from .test_annotate import press, saved, text_of

TEXTS = [f"text number {n}" for n in range(10)]


def come_back(page) -> None:
    """As if the tab had been out of sight: the page looks whether its seats are still its own."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_reload_keeps_the_draft(house, sit_down):
    page = sit_down(house.project(TEXTS[:3]))
    press(page, "2")
    page.reload()  # before the draft was sent
    expect(page.get_by_role("radio", name="negative")).to_be_checked()
    with page.expect_response(lambda answer: answer.url.endswith("/draft/")) as told:
        press(page, "3")
    assert told.value.status == 204
    fresh = sit_down_elsewhere(page)
    expect(fresh.get_by_role("radio", name="neutral")).to_be_checked()
    expect(text_of(fresh)).to_have_text(TEXTS[0])


def sit_down_elsewhere(page):
    """The same person at another computer: nothing but the cookie comes along."""
    context = page.context.browser.new_context(base_url=page.url)
    context.add_cookies(page.context.cookies())
    fresh = context.new_page()
    fresh.goto(page.url)
    return fresh


def test_a_server_killed_in_the_middle_loses_nothing(house, sit_down):
    project = house.project(TEXTS)
    page = sit_down(project)
    for n in range(4):
        expect(text_of(page)).to_have_text(TEXTS[n])
        press(page, "1", "Enter")
    while page.evaluate("document.querySelector('an-annotator').desk.ready") < 2:
        page.wait_for_timeout(20)
    press(page, "1", "Enter")  # on its way
    house.server.kill()
    try:
        press(page, "1", "Enter")  # with the next text, which lay ready
        expect(page.locator("an-post .badge").first).to_contain_text("waiting")
    finally:
        house.server.start()
    text_or_end = text_of(page).or_(page.get_by_text("Every task of this round is finished"))
    for _ in TEXTS:
        text_or_end.wait_for()
        press(page, "1", "Enter")  # where there is no text any more, it does nothing
    expect(page.locator(".empty")).to_contain_text("Every task of this round is finished")
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    expect(page.locator(".refused")).to_have_count(0)
    assert project.answers() == [(text, ["positive"]) for text in TEXTS]
    assert project.made() == 10


def test_answers_outlive_a_closed_browser_window(house, sit_down):
    project = house.project(TEXTS[:3])
    page = sit_down(project)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    press(page, "1", "Enter", "2", "Enter")
    expect(page.locator("an-post")).to_contain_text("2 waiting")
    while page.evaluate("document.querySelector('an-annotator').shelves.letters.all().then(kept => kept.length)") < 2:
        page.wait_for_timeout(20)  # a moment, until the browser has them on its disk
    context = page.context
    page.close()
    context.set_offline(False)
    page = sit_down(project, context=context)
    expect(text_of(page)).to_have_text(TEXTS[2])
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    assert project.answers() == [(TEXTS[0], ["positive"]), (TEXTS[1], ["negative"]), (TEXTS[2], [])]


def test_two_windows_of_one_person(house, sit_down):
    """Each has tasks of its own: nobody answers the same text twice."""
    project = house.project(TEXTS)
    one = sit_down(project)
    one.wait_for_load_state("networkidle")
    other = sit_down(project, context=one.context)
    expect(text_of(one)).to_have_text(TEXTS[0])
    expect(text_of(other)).to_have_text(TEXTS[3])  # two more lie ready in the first window
    press(other, "2", "Enter")
    press(one, "1", "Enter")
    for page in (one, other):
        expect(page.locator("an-post .badge")).to_contain_text("Saved")
        expect(page.locator(".refused")).to_have_count(0)
    answers = dict(project.answers())
    assert (answers[TEXTS[0]], answers[TEXTS[3]]) == (["positive"], ["negative"])


def test_an_answer_given_elsewhere_is_explained(house, sit_down):
    """At another computer nothing tells that this one has the text on its desk."""
    project = house.project(TEXTS[:4])
    one = sit_down(project)
    other = sit_down_elsewhere(one)
    expect(text_of(other)).to_have_text(TEXTS[0])
    press(one, "1", "Enter")
    saved(one, 1)
    press(other, "2", "Enter")
    expect(other.locator(".refused")).to_contain_text("You had answered this text already, perhaps in another tab.")
    other.on("dialog", lambda dialog: dialog.accept())
    other.get_by_role("button", name="Throw away").click()
    expect(other.locator(".refused")).to_have_count(0)
    assert project.answers()[0] == (TEXTS[0], ["positive"])


def test_fifty_answers_without_a_network_a_killed_server_and_a_closed_tab(house, sit_down):
    texts = [f"text number {n}" for n in range(60)]
    project = house.project(texts)
    page = sit_down(project)
    press(page, "?")
    page.get_by_role("button", name="Take 50 along").click()
    expect(page.locator(".says")).to_contain_text("lie ready")
    page.context.set_offline(True)
    for n in range(50):
        expect(text_of(page)).to_have_text(texts[n])
        press(page, "123"[n % 3], "Enter")
    expect(page.locator("an-post")).to_contain_text("50 waiting")
    while page.evaluate("document.querySelector('an-annotator').shelves.letters.all().then(kept => kept.length)") < 50:
        page.wait_for_timeout(20)  # until the browser has them on its disk
    context = page.context
    house.server.kill()
    page.close()
    house.server.start()
    context.set_offline(False)
    page = sit_down(project, context=context)
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    expect(page.locator(".refused")).to_have_count(0)
    labels = ("positive", "negative", "neutral")
    assert project.answers()[:50] == [(text, [labels[n % 3]]) for n, text in enumerate(texts[:50])]
    assert project.made() == 50


def test_a_lease_that_ran_out_is_explained(house, sit_down):
    project = house.project(TEXTS[:1])
    page = sit_down(project)
    press(page, "2")
    house.shell(
        "from django.utils import timezone; from annotate.queue.models import Assignment; from annotate.queue import services; "
        f"Assignment.objects.filter(project={project.id}).update(expires_at=timezone.now()); "
        "print(services.expire_leases(now=timezone.now()))"
    )
    assert project.claim("park")["task"]["data"]["text"] == TEXTS[0]
    come_back(page)
    expect(page.locator(".notices")).to_contain_text("This task is no longer reserved for you.")
    expect(page.get_by_role("radio", name="negative")).to_be_checked()
    press(page, "Enter")  # sent all the same: the server says who has it, and keeps it as a draft
    expect(page.locator(".refused")).to_contain_text("Your time for this text ran out before the answer arrived")
    expect(page.locator(".empty")).to_contain_text("The last tasks are being worked on by others.")
    assert project.answers() == [(TEXTS[0], [])]


def test_logged_out_in_the_middle(house, sit_down):
    project = house.project(TEXTS[:3])
    page = sit_down(project)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    press(page, "1", "Enter")
    expect(page.locator(".notices")).to_contain_text("You are logged out. 1 answer is kept on this computer")
    page.context.add_cookies(cookies)
    come_back(page)
    saved(page, 1)
    assert project.answers()[0] == (TEXTS[0], ["positive"])
