"""Whether one sentence follows from another."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, prose

STARTER = Starter(
    name="inference",
    group="pair",
    title=_("Inference (NLI)"),
    description=_("Does the second sentence follow from the first?"),
    label_config="""<View>
  <Header value="Premise"/>
  <Text name="premise" value="$premise"/>
  <Header value="Hypothesis"/>
  <Text name="hypothesis" value="$hypothesis"/>
  <Choices name="inference" toName="hypothesis" choice="single" required="true">
    <Choice value="entailment" hotkey="1"/>
    <Choice value="neutral" hotkey="2"/>
    <Choice value="contradiction" hotkey="3"/>
  </Choices>
</View>
""",
    guideline=prose("""# Inference

Take the premise as true. What may then be said of the hypothesis? Use what everybody knows (a dog is an animal) and nothing more.

## entailment

The hypothesis must be true, too.

- *A woman is tuning a violin.* → *Somebody has an instrument in her hands.*

## neutral

It may be true or false; the premise does not say.

- *A woman is tuning a violin.* → *She is about to play in a concert.*

## contradiction

It cannot be true at the same time, of the same people and things.

- *A woman is tuning a violin.* → *The woman is asleep.*
"""),
    examples=(
        {
            "premise": "Two children are flying a red kite on the beach while their father reads.",
            "hypothesis": "The family is outdoors.",
        },
        {"premise": "할머니가 마당에서 고추를 말리고 있다.", "hypothesis": "마당에 비가 내리고 있다."},
    ),
)
