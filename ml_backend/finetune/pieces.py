"""Word pieces whose edges lie where spans can begin and end.

A span may end inside an eojeol (박씨의: 박 is the person), inside a word of letters and digits, or beside an emoji. Pieces of a
WordPiece vocabulary hide such places: of the spans of KLUE-NER's dev file, 21 % do not begin and end with a piece of the packaged Korean
ALBERT. So a tagger reads Hangul letter by letter (the longer pieces are taken out of its vocabulary, the numbers stay), and every symbol
is a word of its own, lest an unknown emoji swallow the word it touches. Both are written into the tokenizer that is kept with the model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from ml_backend.spans.tags import Unit

_HALVES = re.compile("[\ud800-\udfff]")
_SYMBOLS = r"[\p{S}\p{P}\p{Extended_Pictographic}]"
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


def finer(tokenizer: Any) -> Any:
    """The same tokenizer with finer pieces, as one that is read from its tokenizer.json alone. One without WordPiece stays as it is."""
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast

    state = json.loads(tokenizer.backend_tokenizer.to_str())
    if state["model"]["type"] != "WordPiece":
        return tokenizer
    state["model"]["vocab"] = {piece: number for piece, number in state["model"]["vocab"].items() if _short(piece)}
    symbols = {"type": "Split", "pattern": {"Regex": _SYMBOLS}, "behavior": "Isolated", "invert": False}
    own = state.get("pre_tokenizer")
    state["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [symbols, *([own] if own else [])]}
    names = ("unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
    return PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(json.dumps(state)),
        model_max_length=tokenizer.model_max_length,
        model_input_names=tokenizer.model_input_names,
        **{name: str(value) for name in names if (value := getattr(tokenizer, name, None))},
    )


def _short(piece: str) -> bool:
    """Whether it holds no more than one letter of Hangul, and nothing beside it."""
    bare = piece.removeprefix("##")
    return len(bare) < 2 or not _HANGUL.search(bare)


def windows(tokenizer: Any, texts: Sequence[str], length: int) -> list[list[tuple[dict[str, list[int]], list[Unit | None]]]]:
    """Of each text its windows of at most `length` pieces, half of them shared with the next: (input, where each piece lies in the text;
    None for a piece that is no part of it). Offsets are code points of the text as given."""
    if not texts:
        return []
    whole = [_HALVES.sub("\ufffd", text) for text in texts]  # as long as before
    encoded = tokenizer(
        whole, truncation=True, max_length=length, stride=(length - 2) // 2, return_overflowing_tokens=True, return_offsets_mapping=True
    )
    names = [name for name in encoded if name not in ("offset_mapping", "overflow_to_sample_mapping")]
    out: list[list[tuple[dict[str, list[int]], list[Unit | None]]]] = [[] for _ in texts]
    for n, item in enumerate(encoded["overflow_to_sample_mapping"]):
        marked = zip(encoded["offset_mapping"][n], encoded.sequence_ids(n), strict=True)
        places = [None if kind is None else _trimmed(texts[item], *place) for place, kind in marked]
        out[item].append(({name: encoded[name][n] for name in names}, places))
    return out


def _trimmed(text: str, start: int, end: int) -> Unit | None:
    """Without white space at its edges, which the pieces of some tokenizers hold."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    end -= len(part) - len(part.rstrip())
    return (start, end) if start < end else None
