"""The places that the model finds: python example.py "one text" "another text" """

import sys

import onnxruntime
from places import pieces_of, spans
from reading import HERE, THREADS, given
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained(HERE)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = THREADS
network = onnxruntime.InferenceSession(HERE / "model.onnx", options)


def predict(items):
    texts = [text for (text,) in items]
    pieces, offsets = pieces_of(tokenizer, texts, "np")
    return spans(texts, network.run(["logits"], {one.name: pieces[one.name].astype("int64") for one in network.get_inputs()})[0], offsets)


if __name__ == "__main__":
    print(*predict(given(sys.argv[1:])), sep="\n")
