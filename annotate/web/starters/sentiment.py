"""How a text sounds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, prose

STARTER = Starter(
    name="sentiment",
    group="text",
    title=_("Sentiment"),
    description=_("How the writer feels: positive, neutral or negative."),
    label_config="""<View>
  <Text name="text" value="$text"/>
  <Choices name="sentiment" toName="text" choice="single" required="true">
    <Choice value="positive" hotkey="1"/>
    <Choice value="neutral" hotkey="2"/>
    <Choice value="negative" hotkey="3"/>
  </Choices>
</View>
""",
    guideline=prose("""# Sentiment

How does the writer feel about what the text is about? Judge the whole text, not single words.

## positive

The writer is content, pleased, recommends it.

- *Smaller than I thought, but I would not give it back.* What remains at the end counts.

## neutral

No feeling to be seen, or as much of one as of the other.

- *It came on Tuesday in a brown box.*

## negative

The writer is disappointed, angry, warns of it.

- *Great. The third umbrella this month.* Irony counts as what is meant.
"""),
    examples=(
        {"text": "The kettle is louder than my old one. Still, it pours without a drop, and I use it gladly every morning."},
        {"text": "배송은 빨랐는데 뚜껑이 헐거워서 가방에 다 샜어요. 다시는 안 살 것 같아요."},
    ),
)
