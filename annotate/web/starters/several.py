"""Everything that fits a text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, prose

STARTER = Starter(
    name="several",
    group="text",
    title=_("Several labels"),
    description=_("All labels that fit a text, or none."),
    label_config="""<View>
  <Text name="text" value="$text"/>
  <Header value="What does the text say something about?"/>
  <Choices name="mentions" toName="text" choice="multiple">
    <Choice value="price" hotkey="1"/>
    <Choice value="quality" hotkey="2"/>
    <Choice value="delivery" hotkey="3"/>
    <Choice value="service" hotkey="4"/>
  </Choices>
</View>
""",
    guideline=prose("""# What does the text speak of?

Choose everything that the text says something about, good or bad. Choose nothing when it speaks of none of these.

## price

What it cost, whether it was worth that, discounts, fees.

## quality

How it is made, how long it lasts, how it tastes, fits, sounds.

## delivery

When and how it arrived. A damaged parcel is **delivery**; a damaged thing in a whole parcel is **quality**.

## service

People: the shop, the helpline, how a return was handled.
"""),
    examples=(
        {"text": "Cheap and well sewn, but it took three weeks, and nobody at the shop answered my letters."},
        {"text": "가격은 좀 비싸지만 맛이 진하고, 문의하니 바로 답을 주셨어요."},
    ),
)
