"""A folder of sounds goes in by the page, is labelled by key, teaches a model, and comes back with what that model hears."""

from __future__ import annotations

import json
import os
import uuid

import numpy as np
from playwright.sync_api import expect

from tests.ml_backend.sounds import gliding

from .house import _took

CONFIG = (
    '<View><Header value="Where does it go?"/><Audio name="audio" value="$audio"/>'
    '<Choices name="way" toName="audio" choice="single" required="true">'
    '<Choice value="rising" hotkey="1"/><Choice value="falling" hotkey="2"/></Choices></View>'
)


def folder_of(at, n: int, seed: int):
    """n sounds, named by what is in them, and a file that is none."""
    at.mkdir()
    rng = np.random.default_rng(seed)
    for k in range(n):
        way = ("rising", "falling")[k % 2]
        (at / f"{k:02d}-{way}.wav").write_bytes(gliding(way, rng))
    (at / "zz-broken.wav").write_bytes(b"RIFF\x24\x00\x00\x00WAVEdata")
    return at


def imported(page, project, folder):
    page.goto(project.page + "imports/")
    page.locator("input[webkitdirectory]").set_input_files(folder)
    page.get_by_role("button", name="Import").first.click()
    expect(page.get_by_role("heading", name=folder.name)).to_be_visible()


def answered(client, project) -> None:
    """All there is for this person, by their program."""
    while (got := _took(client.call("POST", f"{project.at}claims/", {}), 200))["assignment"]:
        _answer(client, got)


def _answer(client, got) -> None:
    """The name says what it is."""
    way = got["task"]["data"]["name"].split("-")[1].removesuffix(".wav")
    result = [{"from_name": "way", "to_name": "audio", "type": "choices", "value": {"choices": [way]}}]
    answer = {"id": str(uuid.uuid4()), "result": result, "seconds": 1}
    _took(client.call("POST", f"assignments/{got['assignment']['id']}/annotations/", answer), 201)


def test_sounds_in_labelled_by_key_learned_and_heard_again(house, visit, sit_down, tmp_path):
    project = house.project(label_config=CONFIG, title="Glides", random_share=0.1)
    lead = visit("lee").new_page()
    imported(lead, project, folder_of(tmp_path / "glides", 24, 0))
    expect(lead.locator(".messages")).to_contain_text("24 new sounds are in the corpus.")
    expect(lead.get_by_text("zz-broken.wav is damaged: it breaks off.")).to_be_visible()
    players = lead.locator("audio")
    expect(players).to_have_count(6)
    length = players.first.evaluate(
        "one => new Promise(found => { one.onloadedmetadata = () => found(one.duration); one.preload = 'metadata'; one.load() })"
    )
    assert 0.25 < length < 0.55

    if shots := os.environ.get("SHOTS"):
        lead.screenshot(path=f"{shots}/import.png", full_page=True)

    desk = sit_down(project)
    for k in range(2):
        expect(desk.locator("an-audio")).to_be_visible()
        if shots:
            desk.wait_for_timeout(1500)
            desk.screenshot(path=f"{shots}/desk{k}.png")
        before = project.made()
        desk.keyboard.press("1" if before % 2 == 0 else "2")
        desk.keyboard.press("Enter")
        for _ in range(100):
            if project.made() > before:
                break
            desk.wait_for_timeout(100)
        assert project.made() == before + 1
    desk.close()
    answered(house.client("kim"), project)
    answered(house.client("park"), project)
    project.settle()
    _took(house.lead.call("POST", f"{project.at}releases/", {"title": "First"}), 201)

    lead.goto(project.page + "learning/how/")
    expect(lead.get_by_text("Which one of these labels a sound has.")).to_be_visible()
    expect(lead.get_by_text("Light: features of the sound")).to_be_visible()
    if shots:
        lead.screenshot(path=f"{shots}/how.png", full_page=True)
    project.run("runs/", {"settings": {"encoder": "mel"}}, seconds=120)
    imported(lead, project, folder_of(tmp_path / "more", 12, 1))
    project.run("predictions/", {"strategy": "margin"})
    suggested = house.shell(
        "from annotate.queue.models import Task;"
        f"rows = Task.objects.filter(project={project.id}, is_finished=False, suggestion__isnull=False);"
        "import json; print(json.dumps([(t.item.data['name'], t.suggestion['label']) for t in rows]))"
    )
    found = json.loads(suggested)
    assert len(found) > 4
    assert sum(label in name for name, label in found) / len(found) > 0.8

    kim = house.client("kim")
    while (got := project.claim("kim"))["suggestion"] is None:  # of the test split, or drawn at random to be seen without
        _answer(kim, got)
    desk = sit_down(project)
    expect(desk.locator("an-audio")).to_be_visible()
    expect(desk.get_by_text("suggest").first).to_be_visible()
    if shots := os.environ.get("SHOTS"):
        desk.screenshot(path=f"{shots}/suggested.png")
