"""What the model says of texts: python example.py "one text" "another text" """

import sys

import torch
from reading import ABOUT, HERE, THREADS, answers, given, prepared
from transformers import AutoModelForSequenceClassification, AutoTokenizer

torch.set_num_threads(THREADS or torch.get_num_threads())
tokenizer = AutoTokenizer.from_pretrained(HERE)
model = AutoModelForSequenceClassification.from_pretrained(HERE).eval()


def predict(items):
    columns = [[prepared(text) for text in column] for column in zip(*items, strict=True)]
    pieces = tokenizer(*columns, padding=True, truncation=True, max_length=ABOUT["max_length"], return_tensors="pt")
    with torch.inference_mode():
        return answers(model(**pieces).logits.numpy())


if __name__ == "__main__":
    print(*predict(given(sys.argv[1:])), sep="\n")
