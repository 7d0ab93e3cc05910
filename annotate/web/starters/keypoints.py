"""Points on things."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, medium, prose

STARTER = Starter(
    name="keypoints",
    group="media",
    title=_("Keypoints"),
    description=_("Points on a picture, such as the joints of a body."),
    label_config="""<View>
  <KeyPointLabels name="point" toName="image">
    <Label value="head" hotkey="1"/>
    <Label value="shoulder" hotkey="2"/>
    <Label value="elbow" hotkey="3"/>
    <Label value="hand" hotkey="4"/>
    <Label value="knee" hotkey="5"/>
    <Label value="foot" hotkey="6"/>
  </KeyPointLabels>
  <Image name="image" value="$image" zoom="true"/>
</View>
""",
    guideline=prose("""# Keypoints

One point for each joint that can be seen, left and right alike. A joint that is covered gets no point. Where two people are in the
picture, finish the one before you begin the other.

## head

The middle of the face, or of the back of the head.

## shoulder

Where the arm turns, not the edge of the clothes.

## elbow

The middle of the bend.

## hand

Where the fingers begin.

## knee

The middle of the bend.

## foot

The ankle.
"""),
    examples=({"image": medium("figure.svg")}, {"image": medium("street.svg")}),
)
