"""A sound: places marked by pointer and by keys, named, transcribed; and what is said where there is none."""

from __future__ import annotations

import base64
import io
import math
import struct
import wave

import pytest
from label_studio_sdk.label_interface import LabelInterface
from playwright.sync_api import Page, expect

from .pictures import suggest
from .test_accessibility import violations
from .test_annotate import press

SOUND = '<Audio name="sound" value="$sound"/>'
LABELS = '<Labels name="who" toName="sound"><Label value="Ann"/><Label value="Ben"/></Labels>'
REGIONS = f"<View>{SOUND}{LABELS}</View>"
SPOKEN = f'<View>{SOUND}{LABELS}<TextArea name="said" toName="sound" perRegion="true"/></View>'
WORDS = '<Choices name="word" toName="sound"><Choice value="yes"/><Choice value="no"/></Choices>'
WHOLE = f'<View>{SOUND}<TextArea name="said" toName="sound"/>{WORDS}</View>'
LENGTH = 4.0


def wav(seconds: float = LENGTH, rate: int = 8000) -> bytes:
    """A second of tone, a second of silence, and so on."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        tone = (0 if n // rate % 2 else int(20000 * math.sin(n / rate * 2 * math.pi * 220)) for n in range(int(seconds * rate)))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in tone))
    return out.getvalue()


def within(sound: bytes) -> str:
    """The sound itself, as the value of a task."""
    return "data:audio/wav;base64," + base64.b64encode(sound).decode()


TASKS = [{"sound": within(wav())}, {"sound": within(wav(2.0))}]


def place(id: str, start: float, end: float, label: str) -> dict:
    value = {"start": start, "end": end, "channel": 0, "labels": [label]}
    about = {"id": id, "from_name": "who", "to_name": "sound", "type": "labels", "origin": "manual"}
    return {**about, "original_length": LENGTH, "value": value}


def said(id: str, start: float, end: float, text: str) -> dict:
    value = {"start": start, "end": end, "channel": 0, "text": [text]}
    about = {"id": id, "from_name": "said", "to_name": "sound", "type": "textarea", "origin": "manual"}
    return {**about, "original_length": LENGTH, "value": value}


DRAFT = [place("a", 0.25, 1.5, "Ann"), place("b", 1.0, 2.5, "Ben"), place("c", 3.0, LENGTH, "Ann")]


def ready(page: Page) -> None:
    expect(page.locator(".sound-clock .whole")).not_to_have_text("–")
    expect(page.locator("an-audio .tick").first).to_be_attached()


def seek(page: Page, share: float) -> None:
    x, y = at(page, share)
    page.mouse.click(x, y)


def at(page: Page, share: float) -> tuple[float, float]:
    box = page.locator("an-audio .wrapper").bounding_box()
    return box["x"] + box["width"] * share, box["y"] + 40


def drag(page: Page, start: float, end: float) -> None:
    page.mouse.move(*at(page, start))
    page.mouse.down()
    for step in range(1, 6):
        page.mouse.move(*at(page, start + (end - start) * step / 5))
    page.mouse.up()


def drawn(page: Page) -> list[tuple[str, str, float, float, str]]:
    """(name, classes, left, width, colour) of each place as it lies on the screen, in shares of the waveform."""
    return page.evaluate("""() => {
        const root = document.querySelector('.sound-wave > div').shadowRoot, whole = root.querySelector('.wrapper').getBoundingClientRect()
        return [...root.querySelectorAll('.place')].map(p => {
            const box = p.getBoundingClientRect(), share = n => Math.round(1000 * n / whole.width) / 1000
            const name = p.querySelector('.name').textContent, colour = getComputedStyle(p.querySelector('.shade')).borderLeftColor
            return [name, p.className, share(box.left - whole.left), share(box.width), colour]
        })
    }""")


def sent(page: Page, project) -> list[dict]:
    """What is stored of the first task, once it is."""
    before = page.locator(".sound-clock .whole").inner_text()
    press(page, "Control+Enter")
    expect(page.locator(".sound-clock .whole")).not_to_have_text(before)
    expect(page.locator("an-post .badge")).to_contain_text("Saved")
    return project.results()[0]


def test_places_by_pointer(house, sit_down):
    project = house.project(TASKS, label_config=REGIONS)
    page = sit_down(project)
    ready(page)
    drag(page, 0.25, 0.5)
    assert [d[:2] for d in drawn(page)] == [["which label?", "place pending"]]
    press(page, "1")
    drag(page, 0.999, 0.75)
    press(page, "2")
    first, second = sent(page, project)
    assert first["value"]["start"] == pytest.approx(1.0, abs=0.02)
    assert first["value"]["end"] == pytest.approx(2.0, abs=0.02)
    assert first == place(first["id"], first["value"]["start"], first["value"]["end"], "Ann")
    assert second["value"]["start"] == pytest.approx(3.0, abs=0.02)
    assert second == place(second["id"], second["value"]["start"], LENGTH, "Ben"), "what is drawn to the end ends there"
    assert first["id"]
    assert first["id"] != second["id"]
    assert LabelInterface(REGIONS).validate_annotation({"result": [first, second]})


def test_places_by_keyboard_alone(house, sit_down):
    project = house.project(TASKS, label_config=REGIONS)
    page = sit_down(project)
    ready(page)
    press(page, "ArrowRight", "[", "ArrowRight", "]", "1")
    press(page, "Control+ArrowLeft", "Control+Shift+ArrowRight", "Control+Shift+ArrowRight")
    press(page, "ArrowRight", "[", "Shift+ArrowRight", "Shift+ArrowRight", "]", "2")
    result = sent(page, project)
    assert result == [place(result[0]["id"], 0.95, 2.1, "Ann"), place(result[1]["id"], 3.0, 3.2, "Ben")]


def test_a_transcription_of_each_place_hangs_on_its_id(house, sit_down):
    project = house.project(TASKS, label_config=SPOKEN)
    page = sit_down(project)
    ready(page)
    press(page, "[", "ArrowRight", "]", "1")
    page.locator("an-textarea textarea").first.fill("가나다")
    press(page, "Escape")
    result = sent(page, project)
    region = result[0]["id"]
    assert result == [place(region, 0, 1.0, "Ann"), said(region, 0, 1.0, "가나다")]
    assert LabelInterface(SPOKEN).validate_annotation({"result": result})


def test_the_same_json_shows_the_same_places_and_is_sent_back(house, sit_down):
    project = house.project(TASKS, label_config=SPOKEN)
    draft = [*DRAFT, said("b", 1.0, 2.5, "그래")]
    project.begin("kim", draft)
    page = sit_down(project)
    ready(page)
    places = drawn(page)
    assert [d[:4] for d in places] == [
        ["Ann", "place ", 0.063, 0.313],
        ["Ben", "place ", 0.25, 0.375],
        ["Ann", "place ", 0.75, 0.25],
    ]
    assert places[0][4] == places[2][4] != places[1][4], "a label has one colour"
    expect(page.get_by_role("option", name="Ben")).to_contain_text("1 to 2.5 s")
    page.get_by_role("option", name="Ben").click()
    expect(page.locator("an-textarea textarea").first).to_have_value("그래")
    assert sorted(sent(page, project), key=lambda r: (r["id"], r["type"])) == sorted(draft, key=lambda r: (r["id"], r["type"]))


def test_places_that_overlap_lie_in_lanes(house, sit_down):
    project = house.project(TASKS, label_config=REGIONS)
    project.begin("kim", DRAFT)
    page = sit_down(project)
    ready(page)
    tops = [strip.bounding_box() for strip in page.locator("an-audio .strip").all()]
    assert tops[0]["y"] + tops[0]["height"] <= tops[1]["y"], "the second lies under the first, which it overlaps"
    assert tops[2]["y"] == tops[0]["y"]


def test_a_border_is_dragged_and_a_place_moved_in_one_step_each(house, sit_down):
    project = house.project(TASKS, label_config=REGIONS)
    project.begin("kim", [place("a", 1.0, 2.0, "Ann")])
    page = sit_down(project)
    ready(page)
    seek(page, 0.4)
    drag(page, 0.5, 0.75)
    strip = page.locator("an-audio .strip").bounding_box()
    x, y = strip["x"] + 20, strip["y"] + 10
    width = page.locator("an-audio .wrapper").bounding_box()["width"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - width / 16, y)
    page.mouse.move(x - width / 8, y)
    page.mouse.up()
    assert drawn(page)[0][2:4] == [pytest.approx(0.125, abs=0.004), pytest.approx(0.5, abs=0.004)]
    press(page, "Control+z")
    assert drawn(page)[0][2:4] == [pytest.approx(0.25, abs=0.004), pytest.approx(0.5, abs=0.004)]
    press(page, "Control+z")
    assert drawn(page)[0][2:4] == [0.25, 0.25]


def test_a_transcription_and_a_keyword_of_the_whole_sound(house, sit_down):
    project = house.project(TASKS, label_config=WHOLE)
    page = sit_down(project)
    ready(page)
    page.locator("an-textarea textarea").first.fill("yes, please")
    page.locator(".task").focus()
    press(page, "1")
    shown = {entry["from_name"]: entry for entry in sent(page, project)}
    about = {"to_name": "sound", "origin": "manual"}
    assert shown["said"].items() >= {**about, "type": "textarea", "value": {"text": ["yes, please"]}}.items()
    assert shown["word"].items() >= {**about, "type": "choices", "value": {"choices": ["yes"]}}.items()


def test_it_plays_and_stops_by_key_and_at_another_speed(house, sit_down):
    page = sit_down(house.project(TASKS, label_config=REGIONS))
    ready(page)
    press(page, " ")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.locator(".sound-clock .now")).not_to_have_text("0:00.00")
    press(page, " ")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.get_by_role("button", name="Faster").click()
    rate = "document.querySelector('.sound-wave > div').shadowRoot.querySelector('audio')?.playbackRate"
    expect(page.get_by_role("group", name="Speed")).to_contain_text("1.25×")
    assert page.evaluate(rate) in (1.25, None)


def test_a_place_is_played_alone(house, sit_down):
    project = house.project(TASKS, label_config=REGIONS)
    project.begin("kim", [place("a", 1.0, 1.4, "Ann")])
    page = sit_down(project)
    ready(page)
    press(page, ".", " ")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.locator(".sound-clock .now")).to_have_text("0:01.40")


def test_keys_play_while_one_writes_and_the_config_may_name_one(house, sit_down):
    config = f'<View><Audio name="sound" value="$sound" hotkey="ctrl+b"/>{LABELS}<TextArea name="note" toName="sound"/></View>'
    page = sit_down(house.project(TASKS, label_config=config))
    ready(page)
    field = page.locator("an-textarea textarea").first
    field.press_sequentially("a b")
    press(page, "F8")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(field).to_have_value("a b")
    page.locator(".task").focus()
    press(page, "Control+b")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_past_the_end_of_a_place_another_one_begins(house, sit_down):
    project = house.project(TASKS, label_config=REGIONS)
    page = sit_down(project)
    ready(page)
    press(page, "]")
    expect(page.locator(".sound-says")).to_have_text("Say first where it begins.")
    press(page, "[", "ArrowRight", "]", "1", "[", "ArrowRight", "Escape", "[", "ArrowRight", "]", "2")
    assert [d[2:4] for d in drawn(page)] == [[0, 0.25], [0.5, 0.25]]
    press(page, "Shift+ArrowLeft", "]")
    assert drawn(page)[1][2:4] == [0.5, 0.225], "within it, its own border moves"


def test_axe_finds_nothing_in_light_and_dark(house, sit_down):
    project = house.project(TASKS, label_config=SPOKEN)
    project.begin("kim", DRAFT)
    page = sit_down(project)
    ready(page)
    press(page, "[", "ArrowRight", "]")
    expect(page.locator("an-audio .place.pending")).to_have_count(1)
    assert violations(page) == []


def test_a_suggested_place_is_drawn_apart_and_taken_by_key(house, sit_down):
    project = house.project(TASKS, label_config=REGIONS)
    offered = place("m", 1.0, 2.0, "Ben")
    suggest(project, [offered])
    page = sit_down(project)
    ready(page)
    expect(page.locator("an-audio .place.ghost .sign")).to_have_text("suggested")
    line = page.locator("an-audio .ghost .strip").evaluate("strip => getComputedStyle(strip).borderTopStyle")
    assert line == "dashed"
    press(page, ".", "c")
    expect(page.locator("an-audio .place.ghost")).to_have_count(0)
    assert sent(page, project) == [offered | {"origin": "prediction"}]


@pytest.mark.parametrize(
    ("sound", "says"),
    [
        (within(wav(0)), "The sound is empty: a sound within the task."),
        (within(b"RIFF nothing of the kind, only bytes"), "is damaged, or of a kind that this browser does not know."),
        ("data:audio/wav;base64,%%%", "what the task holds of it is damaged"),
        ("/nowhere/lost.wav", "the server answers 404 to /nowhere/lost.wav"),
    ],
)
def test_a_sound_that_is_none_is_said_in_words(house, sit_down, sound, says):
    page = sit_down(house.project([{"sound": sound}], label_config=REGIONS))
    expect(page.locator("an-audio [role=note]")).to_contain_text(says)


def test_a_task_without_the_field_says_so(house, sit_down):
    page = sit_down(house.project([{"sound": None, "other": "x"}], label_config=REGIONS))
    expect(page.locator("an-audio [role=note]")).to_contain_text("no field “sound”")


def test_a_sound_at_an_address_of_this_server_is_fetched_once(house, visit, sit_down):
    context, asked = visit("kim"), []

    def give(route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=wav(), content_type="audio/wav")

    context.route("**/sounds/*.wav", give)
    page = sit_down(house.project([{"sound": "/sounds/a.wav"}, {"sound": "/sounds/b.wav"}], label_config=REGIONS), context=context)
    ready(page)
    expect(page.locator(".sound-clock .whole")).to_have_text("0:04.00")
    page.wait_for_load_state("networkidle")
    assert sorted(url.rpartition("/")[2] for url in asked) == ["a.wav", "b.wav"], "the next one lies ready"


def test_a_sound_of_another_server_can_be_marked_without_a_waveform(house, chromium):
    context = chromium.new_context(base_url=house.url, viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "malmoi_session", "value": house.people["kim"]["session"], "url": house.url}])
    context.route("http://elsewhere.example/**", lambda route: route.fulfill(body=wav(), content_type="audio/wav"))
    project = house.project([{"sound": "http://elsewhere.example/a.wav"}, TASKS[1]], label_config=REGIONS)
    page = context.new_page()
    page.goto(project.page + "annotate/")
    ready(page)
    expect(page.locator("an-audio [role=note]")).to_contain_text("The waveform cannot be drawn")
    press(page, "[", "ArrowRight", "]", "1")
    result = sent(page, project)
    assert result == [place(result[0]["id"], 0, 1.0, "Ann")]
    context.close()
