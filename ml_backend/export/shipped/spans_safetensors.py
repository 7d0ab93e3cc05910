"""The places that the model finds: python example.py "one text" "another text" """

import sys

import torch
from places import pieces_of, spans
from reading import HERE, THREADS, given
from transformers import AutoModelForTokenClassification, AutoTokenizer

torch.set_num_threads(THREADS or torch.get_num_threads())
tokenizer = AutoTokenizer.from_pretrained(HERE)
model = AutoModelForTokenClassification.from_pretrained(HERE).eval()


def predict(items):
    texts = [text for (text,) in items]
    pieces, offsets = pieces_of(tokenizer, texts, "pt")
    with torch.inference_mode():
        return spans(texts, model(**pieces).logits.numpy(), offsets)


if __name__ == "__main__":
    print(*predict(given(sys.argv[1:])), sep="\n")
