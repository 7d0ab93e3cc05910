"""What the model says of texts: python example.py "one text" "another text" """

import sys

import onnxruntime
from features import features
from reading import HERE, THREADS, answers, given

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = THREADS
head = onnxruntime.InferenceSession(HERE / "model.onnx", options)


def predict(items):
    return answers(head.run(["logits"], features(items))[0])


if __name__ == "__main__":
    print(*predict(given(sys.argv[1:])), sep="\n")
