"""Statistics, scopes, groups and kinds of questions as the pages call them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from annotate.review.selectors import Scope
from annotate.review.selectors.slices import FIELD, GROUP
from domain import agreement as measures
from domain import comparable

from ..words import Said, title

STATISTICS: dict[str, tuple[Said, Said]] = {
    "krippendorff_alpha": (
        gettext_lazy("Krippendorff’s α"),
        gettext_lazy("Any number of people, missing answers, names, ranks or numbers: the usual first choice."),
    ),
    "fleiss_kappa": (gettext_lazy("Fleiss’ κ"), gettext_lazy("The same number of answers on every text, labels as names.")),
    "raw": (gettext_lazy("Raw agreement"), gettext_lazy("How often two people choose the same; chance is not taken off.")),
    "scott_pi": (gettext_lazy("Scott’s π"), gettext_lazy("Two people, chance by the labels of both together.")),
    "light_kappa": (gettext_lazy("Cohen’s κ, mean over pairs"), gettext_lazy("Each pair on its own texts, chance by the labels of each.")),
    "gwet_ac1": (
        gettext_lazy("Gwet’s AC1"),
        gettext_lazy("Stays meaningful where one label is nearly everywhere and κ falls to zero all the same."),
    ),
    "gwet_ac2": (gettext_lazy("Gwet’s AC2"), gettext_lazy("AC1 for ranks and numbers: near misses count in part.")),
    "jaccard_alpha": (gettext_lazy("α by Jaccard distance"), gettext_lazy("Several labels at once: answers that overlap count in part.")),
    "masi_alpha": (
        gettext_lazy("α by MASI distance"),
        gettext_lazy("Several labels at once: as Jaccard, stricter where neither holds the other."),
    ),
    "kendall_w": (gettext_lazy("Kendall’s W"), gettext_lazy("Rankings: how far everybody puts things in one order.")),
    "icc_1_1": (gettext_lazy("ICC(1,1)"), gettext_lazy("Numbers, other people on every text: what one answer is worth.")),
    "icc_2_1": (
        gettext_lazy("ICC(2,1)"),
        gettext_lazy("Numbers, the same people on every text, strict and mild alike: what one answer is worth."),
    ),
    "icc_3_1": (gettext_lazy("ICC(3,1)"), gettext_lazy("Numbers, these very people, whoever is strict or mild: what one answer is worth.")),
    "icc_1_k": (gettext_lazy("ICC(1,k)"), gettext_lazy("As ICC(1,1), of the mean of all answers.")),
    "icc_2_k": (gettext_lazy("ICC(2,k)"), gettext_lazy("As ICC(2,1), of the mean of all answers.")),
    "icc_3_k": (gettext_lazy("ICC(3,k)"), gettext_lazy("As ICC(3,1), of the mean of all answers.")),
    "self_agreement": (
        gettext_lazy("Self-agreement"),
        gettext_lazy("The same person twice: nobody agrees more with others than with themselves."),
    ),
}
KINDS: dict[str, Said] = {
    comparable.SENTIMENT: pgettext_lazy("kind of question", "sentiment"),
    comparable.OFFENCE: pgettext_lazy("kind of question", "hate and offence"),
    comparable.INFERENCE: pgettext_lazy("kind of question", "inference"),
    comparable.SIMILARITY: pgettext_lazy("kind of question", "similarity"),
    comparable.INTENT: pgettext_lazy("kind of question", "intent"),
    comparable.IMAGE: pgettext_lazy("kind of question", "what a picture shows"),
    comparable.SUBJECTIVITY: pgettext_lazy("kind of question", "subjectivity"),
    comparable.SPANS: pgettext_lazy("kind of question", "spans of text"),
}
QUESTIONS: dict[str, Said] = {
    "does one sentence follow from another?": gettext_lazy("does one sentence follow from another?"),
    "how alike are two sentences, 0 to 5?": gettext_lazy("how alike are two sentences, 0 to 5?"),
    "what is the speaker’s intention? (7 classes)": gettext_lazy("what is the speaker’s intention? (7 classes)"),
    "is a news comment biased?": gettext_lazy("is a news comment biased?"),
    "is a news comment hateful or offensive?": gettext_lazy("is a news comment hateful or offensive?"),
    "how abusive is a message to a bot, −3 to 1?": gettext_lazy("how abusive is a message to a bot, −3 to 1?"),
    "is an answer acceptable?": gettext_lazy("is an answer acceptable?"),
    "is a question subjective? (nearly all are)": gettext_lazy("is a question subjective? (nearly all are)"),
    "negative, neutral or positive?": gettext_lazy("negative, neutral or positive?"),
    "from −4 to 4?": gettext_lazy("from −4 to 4?"),
    "is a tweet positive? (a crowd of 20 a tweet)": gettext_lazy("is a tweet positive? (a crowd of 20 a tweet)"),
    "which of four breeds is on the picture?": gettext_lazy("which of four breeds is on the picture?"),
    "which words make a comment toxic?": gettext_lazy("which words make a comment toxic?"),
}
_GROUPS: dict[str, Said] = {
    "native": gettext_lazy("native speakers of %(what)s"),
    "second": gettext_lazy("second-language speakers of %(what)s"),
    "learner": gettext_lazy("learners of %(what)s"),
    "region": gettext_lazy("people from %(what)s"),
    "field": gettext_lazy("people with %(what)s"),
}


def statistic(name: str) -> str:
    known = STATISTICS.get(name)
    if known:
        return str(known[0])
    return str(getattr(measures.STATISTICS.get(name), "title", name))


def meant_for(name: str) -> str:
    return str(STATISTICS[name][1]) if name in STATISTICS else ""


def scope(of: Scope) -> str:
    """What was measured, as a heading says it."""
    parts = [title(of.round)] if of.round else []
    parts += [_("Guideline version %(n)s") % {"n": of.version.number}] if of.version else []
    parts += [slice_name(of.slice)] if of.slice else []
    return ", ".join(parts) or _("Everything")


def slice_name(slice: dict[str, str]) -> str:
    by, value = slice["by"], slice["value"]
    if by == GROUP:
        return group(value)
    return f"{by.removeprefix(FIELD)}: {value}"


def group(name: str) -> str:
    kind, _colon, what = name.partition(":")
    says = _GROUPS.get(kind)
    return str(says) % {"what": what} if says else name
