"""What people do with what they say."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, prose

STARTER = Starter(
    name="dialogue",
    group="pair",
    title=_("Dialogue acts"),
    description=_("What each turn of a conversation does."),
    label_config="""<View>
  <ParagraphLabels name="act" toName="dialogue">
    <Label value="greeting" hotkey="1"/>
    <Label value="question" hotkey="2"/>
    <Label value="answer" hotkey="3"/>
    <Label value="request" hotkey="4"/>
    <Label value="thanks" hotkey="5"/>
  </ParagraphLabels>
  <Paragraphs name="dialogue" value="$dialogue" layout="dialogue" nameKey="speaker" textKey="text"/>
</View>
""",
    guideline=prose("""# Dialogue acts

Mark what each turn does, not what form it has: *Could you open the window?* is a request. A turn that does two things gets two marks,
each over its own words.

## greeting

Opening or closing the conversation: *Good morning*, *안녕히 계세요*.

## question

The speaker wants to be told something.

## answer

Gives what a question asked for; also *I don't know*.

## request

The speaker wants something done: an order, a booking, a favour.

## thanks

Thanks, and the reply to them.
"""),
    examples=(
        {
            "dialogue": [
                {"speaker": "Guest", "text": "Good evening. Do you have a table by the window?"},
                {"speaker": "Waiter", "text": "From eight o'clock on, yes. For two?"},
                {"speaker": "Guest", "text": "For three. Please keep it for us."},
                {"speaker": "Waiter", "text": "Gladly."},
            ]
        },
        {
            "dialogue": [
                {"speaker": "손님", "text": "안녕하세요, 이 책 아직 있나요?"},
                {"speaker": "직원", "text": "한 권 남았어요. 따로 빼 둘까요?"},
                {"speaker": "손님", "text": "네, 부탁드려요. 고맙습니다!"},
            ]
        },
    ),
)
