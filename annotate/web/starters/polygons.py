"""Outlines of things."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, medium, prose

STARTER = Starter(
    name="polygons",
    group="media",
    title=_("Polygons"),
    description=_("The outline of each thing in a picture."),
    label_config="""<View>
  <PolygonLabels name="outline" toName="image">
    <Label value="building" hotkey="1"/>
    <Label value="road" hotkey="2"/>
    <Label value="sky" hotkey="3"/>
  </PolygonLabels>
  <Image name="image" value="$image" zoom="true"/>
</View>
""",
    guideline=prose("""# Polygons

Go round each thing along its visible edge. A corner at each bend; on a curve as many as it takes to stay within two pixels. What is hidden
behind something else stays outside.

## building

Walls and roof in one outline; each house on its own. Chimneys belong to it, trees before it do not.

## road

What wheels drive on, with its markings. Pavements stay outside.

## sky

All of it that is connected; clouds belong to it.
"""),
    examples=({"image": medium("street.svg")}, {"image": medium("rain.svg")}),
)
