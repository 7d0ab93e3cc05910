"""What a job says of how far it is, in the language of who looks.

The stages and the model half write English, for they know nobody who reads; here each sentence that they write is found again by its shape.
tests/web/test_words.py reads their source: a sentence without a translation fails there.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = (
    gettext_noop("%(done)s of %(all)s files read"),
    gettext_noop("%(done)s rows read"),
    gettext_noop("Measuring agreement"),
    gettext_noop("Settling by %(rule)s"),
    gettext_noop("Trying %(rule)s"),
    gettext_noop("Writing the suggestions"),
    gettext_noop("Asking %(version)s about the test items"),
    gettext_noop("%(done)s pieces looked at"),
    gettext_noop("Gathering the texts"),
    gettext_noop("Freezing what is decided."),
    gettext_noop("%(version)s has learned."),
    gettext_noop("Comparing import %(number)s with what %(version)s learned from."),
    gettext_noop("Comparing %(version)s with the champion."),
    gettext_noop("%(version)s is the champion."),
    gettext_noop("%(version)s stays a candidate: %(best)s remains champion."),
    gettext_noop("Drawing what people check."),
    gettext_noop("%(done)s labels taken."),
    gettext_noop("%(done)s labels put back."),
    gettext_noop("Weighing the rules against one another."),
    gettext_noop("%(done)s of %(all)s texts looked at."),
    gettext_noop("Generating from %(n)s %(items)s"),
    gettext_noop("%(n)s %(items)s are put before people"),
    gettext_noop("%(n)s %(items)s wait for people's judgement"),
    gettext_noop("Repeat %(n)s of %(all)s: labels of the arm “%(arm)s”."),
    gettext_noop("Way %(n)s of %(all)s: %(way)s, %(count)s %(items)s"),
    gettext_noop("%(done)s of %(all)s %(items)s can be compared."),
    gettext_noop("%(done)s %(items)s compared with their neighbours."),
    gettext_noop("Asking the model"),
    gettext_noop("Ordering %(n)s tasks by %(strategy)s."),
    gettext_noop("%(done)s of %(all)s items read by %(version)s."),
    gettext_noop("The ML backend is asked to train."),
    gettext_noop("The ML backend is training."),
    gettext_noop("%(done)s of %(all)s annotations told to the ML backend."),
    # the model half
    gettext_noop("Epoch %(n)s of %(all)s: loss %(loss)s."),
    gettext_noop("Loading %(name)s."),
    gettext_noop("Measuring it on %(n)s %(items)s."),
    gettext_noop("Asking the exported form about %(n)s items."),
    gettext_noop("Asking the original about %(n)s items."),
    gettext_noop("Packing %(version)s as %(form)s."),
    gettext_noop("Packing the files together."),
    gettext_noop("%(n)s labelled items, %(labels)s labels."),
    gettext_noop("Model version %(version)s is ready."),
    gettext_noop("Looking for boxes in %(n)s pictures that taught nothing."),
    gettext_noop("Measuring it."),
    gettext_noop("Read %(done)s of %(all)s pictures."),
    gettext_noop("Looking at the pictures."),
    gettext_noop("Learning '%(label)s', %(n)s of %(all)s."),
    gettext_noop("Prepared %(n)s %(items)s."),
    gettext_noop("Fitting the final model."),
    gettext_noop("Read %(done)s of %(all)s items with %(encoder)s."),
    gettext_noop("Choosing the penalty on %(n)s dev items."),
    gettext_noop("Cross-validation: fold %(n)s of %(all)s."),
    gettext_noop("Looking at %(n)s pictures that are %(label)s."),
    gettext_noop("Remembering what good pictures show."),
    gettext_noop("Reading %(n)s texts."),
    gettext_noop("Fitting on %(units)s units, %(features)s features."),
    gettext_noop("Fitted in %(n)s steps."),
    gettext_noop("Taking back what %(version)s suggested"),
    gettext_noop("Part %(n)s of %(parts)s: learning from the others."),
    gettext_noop("%(doubtful)s doubtful labels among %(n)s."),
    # the queue of jobs
    gettext_noop("Cancelled."),
    gettext_noop("Waiting to be run again."),
)
_ITEMS = (gettext_noop("items"), gettext_noop("texts"), gettext_noop("pictures"), gettext_noop("sounds"))
_PLACE = re.compile(r"%\((\w+)\)s")


def said(message: str) -> str:
    """Of a sentence that is none of these: itself."""
    for sentence, shape in _shapes():
        if found := shape.fullmatch(message):
            named = found.groupdict()
            if named.get("items") in _ITEMS:
                named["items"] = _(named["items"])
            return _(sentence) % named
    return message


@cache
def _shapes() -> list[tuple[str, re.Pattern[str]]]:
    return [(sentence, re.compile(_pattern(sentence))) for sentence in SENTENCES]


def _pattern(sentence: str) -> str:
    parts = _PLACE.split(sentence)
    return "".join(re.escape(part) if i % 2 == 0 else f"(?P<{part}>.+?)" for i, part in enumerate(parts))
