"""What is said in a recording."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, medium, prose

STARTER = Starter(
    name="transcription",
    group="media",
    title=_("Transcription"),
    description=_("Mark who speaks when, and write what is said."),
    label_config="""<View>
  <Labels name="part" toName="audio">
    <Label value="speech" hotkey="1"/>
    <Label value="noise" hotkey="2"/>
  </Labels>
  <Audio name="audio" value="$audio"/>
  <TextArea name="words" toName="audio" perRegion="true" rows="2" placeholder="What is said here"/>
</View>
""",
    guideline=prose("""# Transcription

Cut the recording where somebody draws breath or where another begins, then write down what is said, as it is said.

## speech

From the first sound to the last, with no more than a fifth of a second before and after. Write numbers as words; keep *um* and broken-off
words (*Tues-*); put what you are not sure of in (brackets).

## noise

What covers speech or could be taken for it: laughter, a slammed door, music. No transcript.
"""),
    examples=({"audio": medium("vowels.wav")}, {"audio": medium("cucumber.wav")}),
)
