"""Which word a short recording holds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, medium, prose

STARTER = Starter(
    name="keywords",
    group="media",
    title=_("Keyword spotting"),
    description=_("Which of a few words a recording holds."),
    label_config="""<View>
  <Header value="Which word do you hear?"/>
  <Audio name="audio" value="$audio"/>
  <Choices name="word" toName="audio" choice="single" required="true">
    <Choice value="오이" hotkey="1" hint="oi, cucumber"/>
    <Choice value="아이" hotkey="2" hint="ai, child"/>
    <Choice value="another word" hotkey="3"/>
    <Choice value="no speech" hotkey="4"/>
  </Choices>
</View>
""",
    guideline=prose("""# Which word?

Listen once, choose; listen again only if you are in doubt. The word counts however it is pronounced, as long as you are sure of it.

## 오이

Cucumber: begins with rounded lips.

## 아이

Child: begins with an open mouth.

## another word

Somebody speaks, and it is neither.

## no speech

Silence, noise, music, or a voice too far away to understand.
"""),
    examples=({"audio": medium("cucumber.wav")}, {"audio": medium("vowels.wav")}),
)
