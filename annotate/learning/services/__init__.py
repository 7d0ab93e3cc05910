"""Verbs: start a training, run it, choose the champion, predict and turn the queue."""

from .predict import predict_and_rerank
from .promote import promote, retire
from .start import start
from .train import train

__all__ = ["predict_and_rerank", "promote", "retire", "start", "train"]
