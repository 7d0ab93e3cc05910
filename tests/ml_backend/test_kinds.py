"""Questions of other kinds than one label for one text: what is trained answers them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from domain import protocol
from domain.errors import Invalid, Refused
from domain.learnable import Example, learnable
from domain.schema.compile import compile_config
from ml_backend.learners.registry import LEARNERS, choose, learners_of
from ml_backend.loop import predict, say, train
from ml_backend.training import Training
from tests.ml_backend.conftest import ASKED, corpus

TOPICS = {"sport": "the match was won by three goals", "money": "the bank raised its rates", "weather": "rain and wind all night"}
SEVERAL = (
    '<View><Text name="text" value="$text"/><Choices name="c" toName="text" choice="multiple">'
    + "".join(f'<Choice value="{topic}"/>' for topic in TOPICS)
    + "</Choices></View>"
)
PAIR = (
    '<View><Text name="a" value="$a"/><Text name="b" value="$b"/><Choices name="c" toName="a">'
    '<Choice value="same"/><Choice value="other"/></Choices></View>'
)
STARS = '<View><Text name="text" value="$text"/><Rating name="c" toName="text" maxRating="3"/></View>'


def asked(config: str):
    return learnable(compile_config(config))


def trained(examples, config, store, backend, **chosen):
    training = Training(chosen.pop("encoder", ""), **chosen)
    events = list(train(examples, asked(config), project="p", store=store, settings=backend, training=training))
    for event in events:
        protocol.check_event(event)
    return store.load("p", events[-1]["model_version"]), events


def several(n: int) -> list[Example]:
    sets = [tuple(t for t, there in zip(TOPICS, chosen, strict=True) if there) for chosen in itertools.product((0, 1), repeat=3)]
    rows = [(f"{i}: " + ", ".join(TOPICS[t] for t in sets[i % 8]) + " and so on", sets[i % 8]) for i in range(n)]
    return [Example((text,), answer, "test" if i % 4 == 3 else "train") for i, (text, answer) in enumerate(rows)]


def test_several_labels_or_none(store, backend):
    version, events = trained(several(160), SEVERAL, store, backend)
    metrics = events[-1]["metrics"]
    assert metrics["on"] == "test"
    assert metrics["exact_match"]["value"] > 0.9
    said = say(version, [(TOPICS["sport"] + " and " + TOPICS["weather"],), ("1000:  and so on",)], backend)
    assert said[0].answer == ("sport", "weather")
    assert said[1].answer == ()
    assert set(said[0].shares) == set(TOPICS)
    assert 0 < said[0].score <= 1
    with pytest.raises(Refused, match="no probabilities"):
        predict(version, [("x",)], backend)


def test_a_label_that_is_never_there_is_said_and_never_predicted(store, backend):
    rows = [e for e in several(160) if "money" not in e.answer]
    version, events = trained(rows, SEVERAL, store, backend)
    assert any("'money' is on none" in e["message"] for e in events if e["event"] == "log")
    assert version.manifest["classes"] == ["sport", "weather"]
    assert "money" not in say(version, [(TOPICS["money"],)], backend)[0].answer


def test_several_labels_without_a_test_split_are_judged_on_what_each_model_did_not_see(store, backend):
    _, events = trained([e for e in several(160) if e.split != "test"], SEVERAL, store, backend)
    assert events[-1]["metrics"]["on"] == "cross-validation"
    assert events[-1]["metrics"]["items"] > 0


def test_a_pair_is_judged_by_both_its_texts(store, backend):
    """The label depends on neither text alone."""
    rng = np.random.default_rng(0)
    rows = []
    for i in range(400):
        one, two = (str(rng.choice(["apple", "river"])) for _ in range(2))
        shown = (f"{one} {one}", f"{two} {two}")
        rows.append(Example(shown, "same" if one == two else "other", "test" if i % 4 == 0 else "train", f"g{i}"))
    version, events = trained(rows, PAIR, store, backend, encoder="use")
    assert events[-1]["metrics"]["accuracy"]["value"] > 0.95
    classes, table = predict(version, [("apple apple", "apple apple"), ("apple apple", "river river")], backend)
    assert [classes[i] for i in table.argmax(axis=1)] == ["same", "other"]


def test_a_rating_is_judged_by_how_far_off_it_is(store, backend):
    words = {"1": "dreadful", "2": "middling", "3": "splendid"}
    rows = [Example((f"a {words[s]} film, number {i}",), s, "test" if i % 4 == 0 else "train") for i, s in enumerate("123" * 60)]
    version, events = trained(rows, STARS, store, backend)
    assert events[-1]["metrics"]["mae"]["value"] < 0.1
    assert events[-1]["metrics"]["quadratic_kappa"]["value"] > 0.9
    assert say(version, [("a splendid film",)], backend)[0].answer == "3"


def test_divided_annotators_make_a_divided_model(store, backend):
    """Of the same texts: half said this, half that. Trained on the majority the model is sure, trained on the shares it is not."""
    rows = [Example((text,), label) for text, label in corpus(150)]
    divided = [Example(e.inputs, e.answer, soft=((str(e.answer), 0.6), ("bad" if e.answer == "good" else "good", 0.4))) for e in rows]
    sure = []
    for examples in (rows, divided):
        events = list(train(examples, ASKED, project="p", store=store, settings=backend))
        version = store.load("p", events[-1]["model_version"])
        sure.append(predict(version, [e.inputs for e in rows[:50]], backend)[1].max(axis=1).mean())
    assert sure[0] > 0.85
    assert sure[1] < 0.75


def test_an_example_of_weight_nought_teaches_nothing(store, backend):
    rows = [Example((text,), label) for text, label in corpus(120)]
    wrong = [Example((text,), "bad" if label == "good" else "good", weight=0.0) for text, label in corpus(120, seed=1)]
    events = list(train([*rows, *wrong], ASKED, project="p", store=store, settings=backend, training=Training("", c=5.0)))
    version = store.load("p", events[-1]["model_version"])
    classes, table = predict(version, [e.inputs for e in rows], backend)
    assert np.mean([classes[i] == e.answer for i, e in zip(table.argmax(axis=1), rows, strict=True)]) > 0.95


def test_every_item_with_the_same_labels_is_refused(store, backend):
    rows = [Example((f"text {i}",), ("sport",)) for i in range(40)]
    with pytest.raises(Invalid, match="nothing to tell apart"):
        trained(rows, SEVERAL, store, backend)


def test_a_learner_is_chosen_by_kind_and_way(backend):
    assert choose("choice", "features", "", backend).name == "linear"
    assert choose("choices", "features", "", backend).name == "linear-several"
    with pytest.raises(Refused, match="does not learn") as caught:
        choose("choices", "features", "linear", backend)
    assert caught.value.code == "no_learner"
    with pytest.raises(Invalid, match="There is no learner 'best'"):
        choose("choice", "features", "best", backend)
    with pytest.raises(Refused, match="Nothing here learns boxes in a picture by fine-tuning"):
        choose("boxes", "fine-tuning", "", backend)
    for name, learner in LEARNERS.items():
        assert learner.name == name
        assert all(learner in learners_of(kind, learner.way) for kind in learner.kinds)
