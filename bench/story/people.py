"""Who plays: three annotators who turn real people's ratings into labels, each by the guideline as they understand it.

The texts and the ratings (−4 to 4) are real: Hutto & Gilbert (2014). What is scripted is only the rule by which a person calls a rating
positive, neutral or negative. Under version 1 the guideline does not say how weak a feeling may be, so each has a threshold of their own;
version 2 says it, so all three share it. For the second round each is given ratings by other people than in the first: looking again is
not remembering.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

CONFIG = """
<View>
  <Text name="text" value="$text"/>
  <Choices name="sentiment" toName="text" choice="single" required="true">
    <Choice value="positive" hotkey="p"/>
    <Choice value="negative" hotkey="n"/>
    <Choice value="neutral" hotkey="o"/>
  </Choices>
</View>
"""
FIRST = """# What does the reviewer feel?

Every sentence comes from a review of a product. Say what the sentence itself says, not what you think of the product.

## positive

The reviewer is pleased.

### Examples

> [i am very pleased](label:positive) with this product

— says so outright

## negative

The reviewer is not pleased.

### Examples

> [depressingly poor](label:negative) quality.

— says so outright

## neutral

Neither.
"""
OLD_RULE = "Neither.\n"
NEW_RULE = """The sentence only reports. A fact that speaks for the product, or against it, is not neutral, **however little** it says:
it is positive or negative.
"""
NOTE = "Neutral is only what does not judge at all; weak judgements are positive or negative."


@dataclass(frozen=True)
class Reader:
    """`column`: whose ratings, of those each text has. `mild`: (from, to): under version 1 what lies between is neutral to them."""

    name: str
    column: int
    mild: tuple[int, int]

    def says(self, ratings: list[int], version: int) -> str:
        low, high = self.mild if version == 1 else (0, 0)
        rating = ratings[self.column + (0 if version == 1 else 3)]
        return "negative" if rating < low else "positive" if rating > high else "neutral"


READERS = (Reader("Bob", 0, (0, 0)), Reader("Beth", 1, (-1, 1)), Reader("Carl", 2, (-2, 0)))


def texts() -> dict[str, list[int]]:
    """{text: its ratings}."""
    told = json.loads((Path(__file__).parent / "reviews.json").read_text(encoding="utf-8"))
    return {one["text"]: one["ratings"] for one in told["texts"]}
