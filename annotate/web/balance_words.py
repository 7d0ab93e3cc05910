"""What the page about uneven classes says in words; and what people who judge generated texts and pictures read."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WAYS = {
    "plain": gettext_lazy("Nothing done"),
    "weights": gettext_lazy("Class weights"),
    "resampled": gettext_lazy("Rare ones shown more often"),
    "generated": gettext_lazy("Generated ones, judged by nobody yet"),
    "accepted": gettext_lazy("Generated ones that people accepted"),
}
REASONS = {
    "other_label": gettext_lazy("another label"),
    "unnatural": gettext_lazy("not natural"),
    "too_close": gettext_lazy("too close to the original"),
    "split": gettext_lazy("each objected to something else"),
}
NOT_MADE = {
    "not_this_language": gettext_lazy("written in other letters than it knows"),
    "nothing_to_change": gettext_lazy("nothing to change in it"),
    "no_file": gettext_lazy("its file is missing"),
    "broken_picture": gettext_lazy("it cannot be read as a picture"),
    "picture_too_large": gettext_lazy("it has too many pixels"),
}
AUGMENTERS = {
    "hangul_keys": gettext_lazy("Slips of the Korean keyboard"),
    "hangul_slips": gettext_lazy("Jamo swapped or left out"),
    "hangul_spacing": gettext_lazy("Spacing mistakes"),
    "hangul_particles": gettext_lazy("Words with particles swapped"),
    "keyboard": gettext_lazy("Slips of the keyboard"),
    "spelling": gettext_lazy("Common misspellings"),
    "ocr": gettext_lazy("Misread letters"),
    "swap_letters": gettext_lazy("Letters swapped"),
    "drop_letters": gettext_lazy("Letters left out"),
    "swap_words": gettext_lazy("Words swapped"),
    "drop_words": gettext_lazy("Words left out"),
    "crop_words": gettext_lazy("A stretch of words cut"),
    "split_words": gettext_lazy("Words split"),
    "contextual": gettext_lazy("Words by a language model"),
    "synonyms": gettext_lazy("Synonyms"),
    "flip": gettext_lazy("Mirrored"),
    "crop": gettext_lazy("Cropped"),
    "colour": gettext_lazy("Other light"),
    "blur": gettext_lazy("Out of focus"),
    "rotate": gettext_lazy("Turned a little"),
    "noise": gettext_lazy("Grainy"),
}


def advice(outcome: dict) -> str:
    """What the trial says, in a sentence or two."""
    free = WAYS.get(outcome["best_free"], outcome["best_free"])
    told = {
        "nothing": _(
            "Nothing tried is clearly better than doing nothing. Nobody needs to be asked; more labelled ones of this class may help."
        ),
        "free": _(
            "%(way)s is enough: it costs nobody’s time, and generated ones do not do clearly better. Nobody needs to be asked."
        ),
        "generated": _("What was generated does clearly better than what costs nothing. It may be worth asking people to judge some."),
        "unsure": _(
            "What was generated does clearly better than doing nothing, but cannot be told apart from “%(way)s”, which costs nobody’s "
            "time. Try that first."
        ),
    }
    return told[outcome["advice"]] % {"way": free}


def wording(medium: str) -> dict[str, str]:
    """Of the project in which people judge, in the language of who orders it."""
    common = {
        "label": _("The label of that one"),
        "apart": _("Is it more than the original over again?"),
        "yes": _("Yes"),
        "no": _("No"),
    }
    return {**common, **(_of_pictures() if medium == "picture" else _of_texts())}


def _of_texts() -> dict[str, str]:
    return {
        "title": _("generated texts"),
        "new": _("A new text, made by a program"),
        "original": _("The text it was made from"),
        "same": _("Has the new text the same label?"),
        "natural": _("Could somebody have written it so?"),
        "guideline": _(
            "# Judging generated texts\n\nA program changed a text a little. Say whether the new text still has the label of the original, "
            "whether somebody could have written it so (slips of the pen are fine), and whether it is more than the same text over again. "
            "Only what most people find in order is learned from. What the labels mean stands below."
        ),
    }


def _of_pictures() -> dict[str, str]:
    return {
        "title": _("generated pictures"),
        "new": _("A new picture, made by a program"),
        "original": _("The picture it was made from"),
        "same": _("Has the new picture the same label?"),
        "natural": _("Could it have been taken so?"),
        "guideline": _(
            "# Judging generated pictures\n\nA program changed a picture a little. Say whether the new picture still has the label of the "
            "original, whether it could have been taken so (another light is fine; letters in a mirror are not), and whether it is more "
            "than the same picture over again. Only what most people find in order is learned from. What the labels mean stands below."
        ),
    }
