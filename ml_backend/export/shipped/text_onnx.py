"""What the model says of texts: python example.py "one text" "another text" """

import sys

import onnxruntime
from reading import ABOUT, HERE, THREADS, answers, given, prepared
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained(HERE)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = THREADS
network = onnxruntime.InferenceSession(HERE / "model.onnx", options)


def predict(items):
    columns = [[prepared(text) for text in column] for column in zip(*items, strict=True)]
    pieces = tokenizer(*columns, padding=True, truncation=True, max_length=ABOUT["max_length"], return_tensors="np")
    return answers(network.run(["logits"], {one.name: pieces[one.name].astype("int64") for one in network.get_inputs()})[0])


if __name__ == "__main__":
    print(*predict(given(sys.argv[1:])), sep="\n")
