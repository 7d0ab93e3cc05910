"""A corpus on which everybody agreed, decided and ready to be frozen."""

from __future__ import annotations

from annotate.items.models import Item
from annotate.queue.models import Task
from annotate.review.services import settle
from tests.cast import NOW, TEXTS, Cast, label_all, play

LABELS = ["positive", "negative", "neutral", "positive", "negative", "neutral", "positive", "positive"]


def decided(*, texts: list[str] | None = None, **settings) -> Cast:
    """Bob and Beth agree on all but the last text."""
    texts = TEXTS if texts is None else texts
    cast = play(texts=texts, **settings)
    labels = [LABELS[n % len(LABELS)] for n in range(len(texts))]
    other = "negative" if labels[-1] == "neutral" else "neutral"
    label_all(cast, {cast.bob: labels, cast.beth: [*labels[:-1], other]})
    settle(cast.project, now=NOW)
    return cast


def in_split(cast: Cast, split: str, *texts: str) -> None:
    """Put items into a split, as if their hash had said so before anybody was seated."""
    for item in Item.objects.filter(project=cast.project):
        if item.data["text"] in texts:
            Item.objects.filter(pk=item.pk).update(split=split)
            Task.objects.filter(item=item).update(is_test=split == "test")
