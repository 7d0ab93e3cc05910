"""Things in order, the best first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .starter import Starter, prose

STARTER = Starter(
    name="ranking",
    group="pair",
    title=_("Ranking"),
    description=_("Put several answers in order, the best first."),
    label_config="""<View>
  <Text name="question" value="$question"/>
  <List name="answers" value="$answers" title="Answers, the best first"/>
  <Ranker name="rank" toName="answers"/>
</View>
""",
    guideline=prose("""# Ranking answers

Put the answer you would rather have been given above the other. Compare two at a time, from the top.

1. **True** before wrong, however well it is written.
2. **To the point** before much beside it.
3. **Easy to follow** before clever.

Two that are equally good: leave them as they came.
"""),
    examples=(
        {
            "question": "How do I get a wine stain out of a tablecloth?",
            "answers": [
                {"id": "a", "title": "Answer A", "body": "Buy a new tablecloth."},
                {"id": "b", "title": "Answer B", "body": "Dab it, do not rub. Then cold water with a little salt, and wash as usual."},
                {"id": "c", "title": "Answer C", "body": "Wine is made of grapes, which have grown around the sea for thousands of years."},
            ],
        },
        {
            "question": "감자에 싹이 났는데 먹어도 되나요?",
            "answers": [
                {"id": "a", "title": "답변 가", "body": "싹과 초록빛 부분을 넉넉히 도려내세요. 많이 났으면 버리는 편이 낫습니다."},
                {"id": "b", "title": "답변 나", "body": "감자는 서늘한 곳에 두어야 합니다."},
            ],
        },
    ),
)
