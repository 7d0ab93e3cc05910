"""One label for a picture."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, medium, prose

STARTER = Starter(
    name="image-classes",
    group="media",
    title=_("Image classification"),
    description=_("One label for each picture."),
    label_config="""<View>
  <Image name="image" value="$image"/>
  <Choices name="weather" toName="image" choice="single" required="true">
    <Choice value="clear" hotkey="1"/>
    <Choice value="cloudy" hotkey="2"/>
    <Choice value="rain" hotkey="3"/>
    <Choice value="cannot tell" hotkey="4"/>
  </Choices>
</View>
""",
    guideline=prose("""# Weather in pictures

What is the weather where and when the picture was taken? Look at the sky first, then at shadows and the ground.

## clear

Sun or stars; a few small clouds do not matter.

## cloudy

More cloud than sky, and nothing falls.

## rain

Rain, snow or hail in the air. Wet ground alone is **cloudy**.

## cannot tell

No sky, indoors, too dark. Not for when two labels are equally near: then choose the worse weather.
"""),
    examples=({"image": medium("clear.svg")}, {"image": medium("rain.svg")}),
)
