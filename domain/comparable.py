"""What published corpora reached, to hold a figure of agreement against.

A threshold that fits every question does not exist: people agree on whether a sentence follows from another far more often than on whether
a remark is offensive, and both make usable corpora. So a figure is shown beside those of corpora that asked something alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

SENTIMENT, OFFENCE, INFERENCE, SIMILARITY, INTENT, IMAGE, SUBJECTIVITY, SPANS = KINDS = (
    "sentiment",
    "offence",
    "inference",
    "similarity",
    "intent",
    "image",
    "subjectivity",
    "spans",
)


@dataclass(frozen=True)
class Comparable:
    """`statistic` is a name in `agreement.STATISTICS` (of spans: "f1_exact", "f1_characters"); `measured`: computed anew from the published
    votes, rather than taken from what the authors report."""

    corpus: str
    kind: str
    question: str
    statistic: str
    value: float
    language: str
    source: str
    level: str = "nominal"
    measured: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.corpus}: unknown kind of question '{self.kind}'")


_HUTTO = "Hutto & Gilbert (2014), VADER, the raw ratings published with it"
_CROWD = "Zheng et al. (2017), Truth inference in crowdsourcing, the published votes"
_KLUE = "Park et al. (2021), KLUE, development set"
_KOCOHUB = "Moon et al. (2020), BEEP! Korean corpus of online news comments, as published"

_CONVABUSE = "Cercas Curry et al. (2021), ConvAbuse"
_SQUARE = "Lee et al. (2023), SQuARe, out-of-domain set"
_SPANS = "Pavlopoulos et al. (2021), SemEval task 5"
_ALPHA, _FLEISS = "krippendorff_alpha", "fleiss_kappa"
_FOLLOWS, _ALIKE_0_5 = "does one sentence follow from another?", "how alike are two sentences, 0 to 5?"
_ABUSIVE, _TOXIC = "how abusive is a message to a bot, −3 to 1?", "which words make a comment toxic?"
_SUBJECTIVE, _POLAR, _POINTS = "is a question subjective? (nearly all are)", "negative, neutral or positive?", "from −4 to 4?"

COMPARABLES: tuple[Comparable, ...] = (
    Comparable("KLUE-NLI", INFERENCE, _FOLLOWS, _FLEISS, 0.839469, "ko", _KLUE, measured=True),
    Comparable("KLUE-NLI", INFERENCE, _FOLLOWS, _ALPHA, 0.839489, "ko", _KLUE, measured=True),
    Comparable("KLUE-STS", SIMILARITY, _ALIKE_0_5, _ALPHA, 0.754138, "ko", _KLUE, "ordinal", True),
    Comparable("KLUE-STS", SIMILARITY, _ALIKE_0_5, _ALPHA, 0.752685, "ko", _KLUE, "interval", True),
    Comparable(
        "3i4K", INTENT, "what is the speaker’s intention? (7 classes)", _FLEISS, 0.85, "ko", "Cho et al. (2018), 3i4K, as published"
    ),
    Comparable("Korean hate speech", OFFENCE, "is a news comment biased?", _ALPHA, 0.492, "ko", _KOCOHUB),
    Comparable("Korean hate speech", OFFENCE, "is a news comment hateful or offensive?", _ALPHA, 0.496, "ko", _KOCOHUB),
    Comparable("ConvAbuse", OFFENCE, _ABUSIVE, _ALPHA, 0.4358, "en", _CONVABUSE, measured=True),
    Comparable("ConvAbuse", OFFENCE, _ABUSIVE, _ALPHA, 0.6584, "en", _CONVABUSE, "ordinal", True),
    Comparable("ConvAbuse", OFFENCE, _ABUSIVE, _ALPHA, 0.7319, "en", _CONVABUSE, "interval", True),
    Comparable("SQuARe", OFFENCE, "is an answer acceptable?", _ALPHA, 0.3012, "ko", _SQUARE, measured=True),
    Comparable("SQuARe", SUBJECTIVITY, _SUBJECTIVE, _ALPHA, -0.052, "ko", _SQUARE, measured=True),
    Comparable("Amazon reviews", SENTIMENT, _POLAR, _ALPHA, 0.6913, "en", _HUTTO, measured=True),
    Comparable("Amazon reviews", SENTIMENT, _POINTS, _ALPHA, 0.8292, "en", _HUTTO, "ordinal", True),
    Comparable("Amazon reviews", SENTIMENT, _POINTS, _ALPHA, 0.8204, "en", _HUTTO, "interval", True),
    Comparable("Film reviews", SENTIMENT, _POLAR, _ALPHA, 0.7219, "en", _HUTTO, measured=True),
    Comparable("Film reviews", SENTIMENT, _POINTS, _ALPHA, 0.7841, "en", _HUTTO, "ordinal", True),
    Comparable("Film reviews", SENTIMENT, _POINTS, _ALPHA, 0.7983, "en", _HUTTO, "interval", True),
    Comparable("Tweets", SENTIMENT, _POLAR, _ALPHA, 0.6265, "en", _HUTTO, measured=True),
    Comparable("Tweets", SENTIMENT, _POINTS, _ALPHA, 0.7879, "en", _HUTTO, "ordinal", True),
    Comparable("Tweets", SENTIMENT, _POINTS, _ALPHA, 0.7835, "en", _HUTTO, "interval", True),
    Comparable("Newspaper editorials", SENTIMENT, _POLAR, _ALPHA, 0.3648, "en", _HUTTO, measured=True),
    Comparable("Newspaper editorials", SENTIMENT, _POINTS, _ALPHA, 0.5411, "en", _HUTTO, "ordinal", True),
    Comparable("Newspaper editorials", SENTIMENT, _POINTS, _ALPHA, 0.5323, "en", _HUTTO, "interval", True),
    Comparable("D_Sentiment", SENTIMENT, "is a tweet positive? (a crowd of 20 a tweet)", _FLEISS, 0.1493, "en", _CROWD, measured=True),
    Comparable("Dog breeds", IMAGE, "which of four breeds is on the picture?", _FLEISS, 0.5194, "–", _CROWD, measured=True),
    Comparable("Toxic spans", SPANS, _TOXIC, "f1_exact", 0.376, "en", _SPANS, measured=True),
    Comparable("Toxic spans", SPANS, _TOXIC, "f1_characters", 0.485, "en", _SPANS, measured=True),
)

# Words in the names of labels that tell what is being asked.
_TELLING = {
    INFERENCE: r"entail|contradict|함의|모순",
    OFFENCE: r"hate|offens|toxic|abus|bias|insult|혐오|공격|욕설|편향|유해",
    SENTIMENT: r"positiv|negativ|긍정|부정|happy|angry|sad|감정",
    SUBJECTIVITY: r"subjectiv|objectiv|주관|객관",
    INTENT: r"question|command|request|statement|intent|질문|명령|요청|진술",
}
# The three chance-corrected figures of categories stand in one column: on the same votes they differ in the third digit.
_ALIKE = {_ALPHA, _FLEISS, "scott_pi", "cohen_kappa"}


def kind_of(labels: Iterable[str]) -> str | None:
    """What kind of question these labels seem to answer; None where their names do not tell."""
    said = " ".join(labels).casefold()
    return next((kind for kind, words in _TELLING.items() if re.search(words, said)), None)


def comparables(statistic: str, level: str = "nominal", kind: str | None = None) -> list[Comparable]:
    """Those of a comparable statistic on the same scale, of one kind of question or of all, highest first; one figure a corpus and
    question, of the very statistic where there is one."""
    alike = _ALIKE if statistic in _ALIKE and level == "nominal" else {statistic}
    found: dict[tuple[str, str], Comparable] = {}
    for one in COMPARABLES:
        if one.statistic in alike and one.level == level and kind in (None, one.kind):
            key = (one.corpus, one.question)
            if key not in found or one.statistic == statistic:
                found[key] = one
    return sorted(found.values(), key=lambda one: (-one.value, one.corpus))
