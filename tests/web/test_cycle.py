"""What comes next, all the way round."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from annotate.web.cycle import ORDER, Facts, next_step, strip

NOTHING = Facts(**{f.name: False for f in fields(Facts)})


def test_once_around():
    at, seen = NOTHING, []

    def step(**change):
        nonlocal at
        at = replace(at, **change)
        seen.append(next_step(at).title)

    step()
    step(has_items=True)
    step(has_open_round=True, has_unfinished=True)
    step(has_annotators=True)
    step(has_finished=True, has_undecided=True)
    step(is_measured=True, is_under_target=True)
    step(is_under_target=False)
    step(has_undecided=False, has_decisions=True)
    step(has_release=True)
    step(has_model=True)
    step(queue_is_ordered=True)
    step(release_is_behind=True)
    step(release_is_behind=False, model_is_behind=True)
    step(model_is_behind=False, has_unfinished=False, has_waiting=True)
    step(has_waiting=False)
    assert seen == [
        "Bring in texts",
        "Open a round",
        "Invite annotators",
        "Label",
        "Look at the agreement",
        "Read the disputes and revise the guideline",
        "Give finished texts their final label",
        "Freeze a release",
        "Train a model",
        "Turn the queue",
        "Label on",
        "Freeze a release",
        "Train a model",
        "Open the next round",
        "All texts are finished",
    ]


@given(st.builds(Facts, **{f.name: st.booleans() for f in fields(Facts)}))
def test_there_is_always_one_thing_to_do_and_its_place_in_the_cycle(at):
    step = next_step(at)
    states = [state for _, state in strip(step.name)]
    assert step.says
    assert step.button
    assert states.count("now") == 1
    assert states.index("now") == ORDER.index(step.name)
