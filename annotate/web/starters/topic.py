"""One label for a text."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, prose

STARTER = Starter(
    name="topic",
    group="text",
    title=_("Text classification"),
    description=_("One label for each text."),
    label_config="""<View>
  <Text name="text" value="$text"/>
  <Header value="What is the text mainly about?"/>
  <Choices name="topic" toName="text" choice="single" required="true">
    <Choice value="politics" hotkey="1"/>
    <Choice value="economy" hotkey="2"/>
    <Choice value="culture" hotkey="3"/>
    <Choice value="sport" hotkey="4"/>
    <Choice value="other" hotkey="5"/>
  </Choices>
</View>
""",
    guideline=prose("""# Topic

Choose the one topic that a reader would look for the text under. If two fit, take the one the first sentence speaks of.

## politics

Governments, parliaments, elections, laws, relations between states.

- *The council voted on the new bus lanes last night.*

## economy

Firms, markets, prices, work and wages.

- *Rice is four percent dearer than a year ago.* Prices are economy, also where a minister names them.

## culture

Books, music, film, food, customs, religion, language.

## sport

Matches, athletes, clubs. A stadium that is being built is **politics** or **economy**.

## other

Only when none of the above fits. Say in a comment what is missing; a topic that comes up often gets a label of its own.
"""),
    examples=(
        {"text": "The city council voted last night to close the old bridge to cars. From May on it belongs to walkers and bicycles."},
        {"text": "올해 첫 햇감자가 시장에 나왔다. 값은 지난해보다 조금 내렸고, 상인들은 비가 알맞게 온 덕이라고 말한다."},
    ),
)
