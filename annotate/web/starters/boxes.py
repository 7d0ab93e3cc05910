"""Boxes around things."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, medium, prose

STARTER = Starter(
    name="boxes",
    group="media",
    title=_("Boxes"),
    description=_("A box around each thing in a picture."),
    label_config="""<View>
  <RectangleLabels name="things" toName="image">
    <Label value="car" hotkey="1"/>
    <Label value="person" hotkey="2"/>
    <Label value="tree" hotkey="3"/>
  </RectangleLabels>
  <Image name="image" value="$image" zoom="true"/>
</View>
""",
    guideline=prose("""# Boxes

One box for each thing, as tight as it can be with all that is visible inside. What is hidden is not guessed. Things that touch get a box
each; leave out what is smaller than ten pixels.

## car

Everything on four wheels with a motor: cars, vans, buses. Mirrors and aerials stay outside the box where they make it much larger.

## person

People, also from behind or in part. With what they wear; without what they push or carry.

## tree

Trunk and crown in one box. Not bushes below the height of a person.
"""),
    examples=({"image": medium("street.svg")}, {"image": medium("clear.svg")}),
)
