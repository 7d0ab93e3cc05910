"""What was generated beside what it was generated from: two texts, or two pictures."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from annotate.items import files
from annotate.items import selectors as kept
from annotate.items.models import StoredFile
from annotate.items.services import NewPicture
from annotate.projects.models import Project
from domain import diversity as of
from domain.errors import Problem, Refused
from domain.learnable import Learnable

if TYPE_CHECKING:
    from .augment import Drawn

TEXT, PICTURE = "text", "picture"
_DATA = re.compile(r"data:image/(jpeg|png);base64,")


@dataclass(frozen=True)
class Pair:
    """Of a picture `original` and `text` are empty. distance: {letters, words} or {outlines}, 0 to 1."""

    original: str
    text: str
    distance: dict[str, float | None]
    picture: NewPicture | None = None

    def shown(self, judged_in: Project) -> dict[str, str]:
        """To those who judge."""
        if self.picture is None:
            return {"text": self.text, "original": self.original}
        return {"image": self.picture.address(judged_in.pk), "original": self.picture.shown_original(judged_in.pk)}

    def learned(self, project: Project) -> str:
        """What stands in the data that is learned from."""
        return self.text if self.picture is None else self.picture.address(project.pk)


def kept_here(project: Project, rows: Sequence[dict[str, Any]], field: str) -> list[dict[str, Any]]:
    """Those whose picture is a file of this project: any other the ML backend could not read either."""
    digests = sorted({digest for row in rows if (digest := kept.digest_of(row["data"][field]))})
    there = {one for start in range(0, len(digests), 500) for one in _originals(project, digests[start : start + 500])}
    return [row for row in rows if kept.digest_of(row["data"][field]) in there]


def _originals(project: Project, digests: Sequence[str]) -> dict[str, StoredFile]:
    return {file.digest: file for file in StoredFile.objects.filter(project=project, digest__in=digests)}


def taken(project: Project, asked: Learnable, made: Sequence[Drawn], *, keep: bool) -> list[Drawn]:
    """With what is compared of each; of pictures the content is let go, and, to keep them, put on the shelf (see `NewPicture.of`).

    Raises `Problem` (ml_backend) where a generated picture is none, `Refused` (file_missing) where an original is no file any more.
    """
    field = asked.fields[0]
    if asked.looks_at == TEXT:
        return [replace(one, pair=_of_texts(one.parent["data"][field], one.made)) for one in made]
    digests = [kept.digest_of(one.parent["data"][field]) or "" for one in made]
    originals = _originals(project, sorted(set(digests)))
    if gone := next((digest for digest in digests if digest not in originals), None):
        raise Refused(f"The picture {gone[:12]} was taken out while others were made from it.", code="file_missing")
    pairs = [_of_pictures(originals[digest], one, keep) for digest, one in zip(digests, made, strict=True)]
    return [replace(one, made="" if keep else one.made, pair=pair) for one, pair in zip(made, pairs, strict=True)]


def check_kept(made: Sequence[Drawn]) -> None:
    """Raises `Refused` (file_missing) where a picture that was put on the shelf is gone again: undoing another order may have taken it."""
    if any(one.pair and one.pair.picture and not files.is_kept(one.pair.picture.digest) for one in made):
        raise Refused("A generated picture was taken away while others were made. Try again.", code="file_missing")


def _of_texts(parent: str, made: str) -> Pair:
    found = of.distance(parent, made)
    return Pair(parent, made, {"letters": round(found.letters, 4), "words": round(found.words, 4)})


def _of_pictures(original: StoredFile, one: Drawn, keep: bool) -> Pair:
    match = _DATA.match(one.made)
    try:
        content = base64.b64decode(one.made[match.end() :], validate=True) if match else b""
        picture = NewPicture.of(content, one.augmenter, original, keep=keep)
    except (ValueError, Problem) as error:
        raise Problem("The ML backend answered something else than a picture.", code="ml_backend") from error
    outlines = of.picture_distance(original.likeness, picture.likeness)
    return Pair("", "", {"outlines": None if outlines is None else round(outlines, 4)}, picture)


def diversity(asked: Learnable, made: Sequence[Pair]) -> dict[str, Any]:
    """As `domain.diversity.Diversity`."""
    if asked.looks_at == TEXT:
        return asdict(of.diversity([(one.original, one.text) for one in made]))
    looks = [(one.picture.original.likeness, one.picture.likeness) for one in made if one.picture]
    return asdict(of.picture_diversity(looks))
