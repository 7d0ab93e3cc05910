"""What the data names by a code or a number, as the interface says it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from annotate.corpus.models import Release
from annotate.queue.models import Round

Said = str | Promise

ROLES: dict[str, Said] = {
    "lead": pgettext_lazy("role", "lead"),
    "annotator": pgettext_lazy("role", "annotator"),
    "adjudicator": pgettext_lazy("role", "adjudicator"),
    "viewer": pgettext_lazy("role", "viewer"),
    "admin console": pgettext_lazy("role", "admin console"),
}
ROLE_HINTS: dict[str, Said] = {
    "lead": gettext_lazy("everything: members, imports, guideline, rounds, releases, training"),
    "annotator": gettext_lazy("labels texts, and sees nobody’s work but their own"),
    "adjudicator": gettext_lazy("labels, sees all votes on a disputed text and decides it"),
    "viewer": gettext_lazy("sees figures and downloads the corpus, changes nothing"),
}
STATES: dict[str, Said] = {
    "queued": pgettext_lazy("state", "queued"),
    "running": pgettext_lazy("state", "running"),
    "done": pgettext_lazy("state", "done"),
    "failed": pgettext_lazy("state", "failed"),
    "cancelled": pgettext_lazy("state", "cancelled"),
    "undone": pgettext_lazy("state", "undone"),
    "nothing": pgettext_lazy("state", "nothing to do"),
    "waiting": pgettext_lazy("state", "waiting"),
    "left_out": pgettext_lazy("state", "not run"),
    "skipped": pgettext_lazy("state", "skipped"),
    "candidate": pgettext_lazy("state", "candidate"),
    "champion": pgettext_lazy("state", "champion"),
    "retired": pgettext_lazy("state", "retired"),
}
LEVELS: dict[str, Said] = {
    "nominal": pgettext_lazy("scale", "nominal"),
    "ordinal": pgettext_lazy("scale", "ordinal"),
    "interval": pgettext_lazy("scale", "interval"),
}
JOBS: dict[str, Said] = {
    "import": gettext_lazy("Import"),
    "measure": gettext_lazy("Measuring agreement"),
    "settle": gettext_lazy("Settling"),
    "rules": gettext_lazy("Trying the rules"),
    "reannotate": gettext_lazy("Gathering texts to annotate again"),
    "disputes": gettext_lazy("Looking for disputes"),
    "train": gettext_lazy("Training"),
    "predict": gettext_lazy("Predicting and ordering the queue"),
    "arms": gettext_lazy("Comparing chosen with random items"),
    "doubts": gettext_lazy("Looking for doubtful labels"),
    "drift": gettext_lazy("Comparing what came in with what was learned"),
    "withdraw": gettext_lazy("Taking suggestions back"),
    "contest": gettext_lazy("Comparing with the champion"),
    "export": gettext_lazy("Exporting a model version"),
    "weak_rules": gettext_lazy("Applying the rules"),
    "prelabel": gettext_lazy("Suggesting labels by the rules"),
    "index_texts": gettext_lazy("Making items comparable"),
    "accept": gettext_lazy("Taking labels from the model"),
    "put_back": gettext_lazy("Putting labels back to people"),
    "find_odd": gettext_lazy("Looking for odd items"),
    "augment": gettext_lazy("Generating new items"),
    "balance": gettext_lazy("Trying ways against uneven classes"),
    "freeze": gettext_lazy("Freezing a release"),
    "learn": gettext_lazy("Training"),
    "compete": gettext_lazy("Comparing with the champion"),
    "turn": gettext_lazy("Predicting and ordering the queue"),
}
STRATEGIES: dict[str, Said] = {
    "random": gettext_lazy("At random"),
    "least_confidence": gettext_lazy("Least confidence"),
    "margin": gettext_lazy("Smallest margin"),
    "entropy": gettext_lazy("Highest entropy"),
    "diversity": gettext_lazy("Diversity (k-centre)"),
    "bald": gettext_lazy("Where the model is divided in itself (BALD)"),
    "vote_entropy": gettext_lazy("A committee’s split votes"),
    "committee_kl": gettext_lazy("A committee’s divergence"),
    "badge": gettext_lazy("Unsure and diverse at once (BADGE)"),
    "k_means": gettext_lazy("First batch: the middle of each cluster"),
    "typical": gettext_lazy("First batch: the most typical"),
    "class_quota": gettext_lazy("Rare labels: a quota for each"),
    "inverse_frequency": gettext_lazy("Rare labels: unsure and rare first"),
}


ONE_LABEL = ("choice", "pair", "rating", "image_choice", "sound_choice")
LEARNED: dict[str, Said] = {
    "choice": gettext_lazy("Which one of these labels a text has."),
    "choices": gettext_lazy("Which of these labels a text has, one, several or none."),
    "pair": gettext_lazy("Which one of these labels fits two texts side by side."),
    "rating": gettext_lazy("How many stars a text gets."),
    "spans": gettext_lazy("Where in a text these labels are, and how far they reach."),
    "image_choice": gettext_lazy("Which one of these labels a picture has."),
    "boxes": gettext_lazy("Where in a picture these things are."),
    "sound_choice": gettext_lazy("Which one of these labels a sound has."),
}
_LIGHT = gettext_lazy("Reads with a ready-made encoder and learns a light model on top: seconds, also after every few labels.")
_HEAVY = gettext_lazy("Goes on training a ready-made network itself: minutes to hours, often better from a thousand labels on.")
LEARNERS: dict[str, tuple[Said, Said]] = {
    "linear": (gettext_lazy("Light: features of the text"), _LIGHT),
    "linear-several": (gettext_lazy("Light: features of the text, each label for itself"), _LIGHT),
    "linear-spans": (
        gettext_lazy("Light: letters and words around each place"),
        gettext_lazy("Needs no encoder of the language: seconds to a minute."),
    ),
    "finetune-text": (gettext_lazy("Thorough: a transformer, fine-tuned"), _HEAVY),
    "finetune-spans": (gettext_lazy("Thorough: a transformer, fine-tuned for places"), _HEAVY),
    "label-studio": (
        gettext_lazy("Another model server, asked as Label Studio asks"),
        gettext_lazy("It is told every label and set to train. How it learns is its own affair; what is chosen below does not reach it."),
    ),
    "picture-linear": (gettext_lazy("Light: features of the picture"), _LIGHT),
    "picture-tiles": (
        gettext_lazy("Light: features of the parts of the picture"),
        gettext_lazy(
            "For small things in large pictures, as defects: it looks at some 25 parts of each. Reading takes that much longer, once."
        ),
    ),
    "picture-tuned": (gettext_lazy("Thorough: a network for pictures, fine-tuned"), _HEAVY),
    "sound-linear": (
        gettext_lazy("Light: features of the sound"),
        gettext_lazy("Hears what lies in which pitch when, and learns a light model on top: seconds, also after every few labels."),
    ),
    "sound-tuned": (
        gettext_lazy("Thorough: a network for sounds, taught from the beginning"),
        gettext_lazy("Minutes; it knows nothing before, so it wants some hundreds of labelled sounds."),
    ),
    "picture-normal": (
        gettext_lazy("From good pictures alone"),
        gettext_lazy(
            "Learns what good pictures look like and finds what is unlike them, also a defect that nobody has seen yet. Two labels."
        ),
    ),
    "picture-boxes": (
        gettext_lazy("A finder of boxes on features of the picture"),
        gettext_lazy("Minutes; it works best from some dozens of pictures on."),
    ),
}


def made(told: object) -> Said:
    """How a model version was made, by what stands in its metrics; nothing where nothing does."""
    name = told.get("learner", "") if isinstance(told, dict) else ""
    return LEARNERS.get(name, (str(name), ""))[0]


def title(of: Round | Release) -> str:
    """Its own title; else, and where that is the number written out, its number."""
    says = _("Round %(number)s") if isinstance(of, Round) else _("Release %(number)s")
    return says % {"number": of.number} if of.title in ("", f"Round {of.number}") else of.title
