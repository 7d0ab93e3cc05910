"""Label configs to begin with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Starter:
    name: str
    title: str
    label_config: str
    guideline: str


STARTERS = {
    starter.name: starter
    for starter in (
        Starter(
            "sentiment",
            "Sentiment",
            """<View>
  <Text name="text" value="$text"/>
  <Choices name="sentiment" toName="text" choice="single" required="true">
    <Choice value="positive" hotkey="1"/>
    <Choice value="neutral" hotkey="2"/>
    <Choice value="negative" hotkey="3"/>
  </Choices>
</View>
""",
            """# Sentiment

How does the writer feel about what the text is about? Judge the whole text, not single words.

- **positive**: the writer is content, pleased, recommends it.
- **negative**: the writer is disappointed, angry, warns of it.
- **neutral**: no feeling to be seen, or as much of one as of the other.
""",
        ),
        Starter(
            "topic",
            "Topic",
            """<View>
  <Text name="text" value="$text"/>
  <Choices name="topic" toName="text" choice="single" required="true">
    <Choice value="politics"/>
    <Choice value="economy"/>
    <Choice value="culture"/>
    <Choice value="sport"/>
    <Choice value="other"/>
  </Choices>
</View>
""",
            """# Topic

What is the text mainly about? Choose the one topic that a reader would look for it under.

If two fit, choose the one the first sentence speaks of. Use **other** only when none fits.
""",
        ),
        Starter(
            "several",
            "Several labels",
            """<View>
  <Text name="text" value="$text"/>
  <Choices name="mentions" toName="text" choice="multiple">
    <Choice value="price"/>
    <Choice value="quality"/>
    <Choice value="delivery"/>
    <Choice value="service"/>
  </Choices>
</View>
""",
            """# What does the text speak of?

Choose everything that the text says something about; choose nothing when it speaks of none of these.
""",
        ),
    )
}
