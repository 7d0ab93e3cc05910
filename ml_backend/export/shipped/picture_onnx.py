"""What the model says of pictures: python example.py one.jpg another.png"""

import sys

import onnxruntime
from picture_reading import inputs_of
from reading import HERE, THREADS, answers

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = THREADS
network = onnxruntime.InferenceSession(HERE / "model.onnx", options)


def predict(items):
    return answers(network.run(["logits"], inputs_of([path for (path,) in items]))[0])


if __name__ == "__main__":
    print(*predict([(path,) for path in sys.argv[1:]]), sep="\n")
