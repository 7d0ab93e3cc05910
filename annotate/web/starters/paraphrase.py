"""Whether two texts say the same."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, prose

STARTER = Starter(
    name="paraphrase",
    group="pair",
    title=_("Paraphrase"),
    description=_("Do two texts say the same, and how nearly?"),
    label_config="""<View>
  <Text name="first" value="$first"/>
  <Text name="second" value="$second"/>
  <Choices name="paraphrase" toName="second" choice="single" required="true">
    <Choice value="yes" hotkey="y"/>
    <Choice value="no" hotkey="n"/>
  </Choices>
  <Header value="How near are they in meaning?"/>
  <Rating name="nearness" toName="second" maxRating="5" required="true"/>
</View>
""",
    guideline=prose("""# Paraphrase

Could one text stand in place of the other, in the same newspaper, without telling the reader anything else?

## yes

The same happens, to the same, at the same time. Other words, another order, active for passive do not matter.

- *The shop opens at nine.* / *From nine o'clock on the shop is open.*

## no

Something is added, missing or different, be it small.

- *The shop opens at nine.* / *On weekdays the shop opens at nine.*

## How near

5: the same. 4: a detail differs. 3: much in common, one thing that matters differs. 2: the same subject only. 1: nothing in common.
"""),
    examples=(
        {
            "first": "The last ferry leaves the island at half past six.",
            "second": "After 6.30 p.m. no boat goes back to the mainland.",
        },
        {"first": "눈이 많이 와서 기차가 두 시간 늦었다.", "second": "폭설 때문에 열차가 취소되었다."},
    ),
)
