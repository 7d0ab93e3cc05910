"""What the model says of pictures: python example.py one.jpg another.png"""

import sys

import torch
from picture_model import Model
from picture_reading import inputs_of
from reading import ABOUT, HERE, THREADS, answers
from safetensors.torch import load_model

torch.set_num_threads(THREADS or torch.get_num_threads())
model = Model(ABOUT).eval()
load_model(model, HERE / "model.safetensors")


def predict(items):
    with torch.inference_mode():
        return answers(model(**{name: torch.from_numpy(one) for name, one in inputs_of([path for (path,) in items]).items()}).numpy())


if __name__ == "__main__":
    print(*predict([(path,) for path in sys.argv[1:]]), sep="\n")
