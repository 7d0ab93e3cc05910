"""Marks from one to five."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, prose

STARTER = Starter(
    name="rating",
    group="pair",
    title=_("Rating"),
    description=_("Stars for an answer, and why."),
    label_config="""<View>
  <Header value="Question"/>
  <Text name="question" value="$question"/>
  <Header value="Answer"/>
  <Text name="answer" value="$answer"/>
  <Rating name="quality" toName="answer" maxRating="5" required="true"/>
  <TextArea name="why" toName="answer" placeholder="What makes it so?" rows="2"/>
</View>
""",
    guideline=prose("""# Rating answers

How well does the answer serve the person who asked? Read the question twice, the answer once.

## 5

Right, complete, and one would thank for it.

## 4

Right; something small is missing or clumsy.

## 3

Helps in part: right but incomplete, or complete with a small mistake.

## 2

Hardly helps: mostly beside the point.

## 1

Wrong, harmful, or no answer.
"""),
    examples=(
        {
            "question": "Which day of the week is best for the market?",
            "answer": "Saturday has the most stalls; come before ten, for the bread is gone by noon.",
        },
        {"question": "우체국은 몇 시에 문을 닫나요?", "answer": "보통 오후 여섯 시에 닫습니다. 토요일에는 열지 않습니다."},
    ),
)
