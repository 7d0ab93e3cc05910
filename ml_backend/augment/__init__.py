"""Augmentation: new texts and pictures out of those there are. One augmenter a file; what they make is for people to judge, never to be
trusted: a generated item counts only by consensus, and only one made from a training item may exist at all."""

from ml_backend.augment.registry import Augmenter, augment_picture, augment_text, augmenter, available, names

__all__ = ["Augmenter", "augment_picture", "augment_text", "augmenter", "available", "names"]
