"""Everything the model half takes from the environment, read here and nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_ENCODER = "use+char"
"""Chosen on measured accuracy: docs/encoders.md has the table."""


@dataclass(frozen=True)
class Settings:
    """Where files live, who may call, which encoder a training uses when the caller names none."""

    data: Path
    token: str = field(default="", repr=False)
    encoder: str = DEFAULT_ENCODER
    threads: int = 1
    max_body: int = 256 * 2**20
    transformer: str = ""
    transformer_online: bool = False
    masked_lm: str = ""
    cache: Path | None = None

    @property
    def store(self) -> Path:
        """Model versions, what was collected by webhook, and the cache of features."""
        return self.data / "ml_backend"

    @property
    def features(self) -> Path:
        """The cache of features, if it is to lie elsewhere."""
        return self.cache or self.store / "features"


def load(environ: dict[str, str] | None = None) -> Settings:
    """`ValueError` names the variable that is wrong: the server refuses to start on it."""
    env = os.environ if environ is None else environ
    return Settings(
        data=Path(env.get("MALMOI_DATA") or "var").resolve(),
        token=env.get("ML_BACKEND_TOKEN", ""),
        encoder=env.get("ML_BACKEND_ENCODER") or DEFAULT_ENCODER,
        threads=_number(env, "ML_BACKEND_THREADS", 1),
        max_body=_number(env, "ML_BACKEND_MAX_BODY", 256 * 2**20),
        transformer=env.get("ML_BACKEND_TRANSFORMER", ""),
        transformer_online=env.get("ML_BACKEND_TRANSFORMER_ONLINE", "") == "1",
        masked_lm=env.get("ML_BACKEND_MASKED_LM", ""),
    )


def _number(env, name: str, default: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit() or int(text) == 0:
        raise ValueError(f"{name} must be a whole number above 0, not '{text}'.")
    return int(text)
