"""A model server as Label Studio's users have one, written from its protocol alone; it imports nothing of ours: run it as a program.

    python stock_backend.py PORT

It remembers annotations as they come, learns on START_TRAINING which words go with which choice, and predicts. GET /seen, its own, lists
what it was asked.
"""

import json
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SEEN, ANNOTATED, MODELS, NAMES = [], defaultdict(dict), {}, {}


def words(text):
    return text.lower().split()


def train(project):
    counts = defaultdict(Counter)
    for text, label in ANNOTATED[project].values():
        counts[label].update(words(text))
    NAMES[project] = f"words-{int(NAMES.get(project, 'words-0')[6:]) + 1}"
    MODELS[project] = counts


def predicted(task, project, config):
    counts = MODELS.get(project)
    if not counts:
        return {"result": [], "score": 0.0}
    root = ElementTree.fromstring(config)
    control, shown = root.find(".//Choices"), root.find(".//Text")
    text = words(task["data"][shown.get("value")[1:]])
    votes = {label: sum(seen[w] / (1 + sum(c[w] for c in counts.values())) for w in text) for label, seen in counts.items()}
    best = max(votes, key=votes.get)
    score = votes[best] / (sum(votes.values()) or 1)
    value = {"from_name": control.get("name"), "to_name": control.get("toName"), "type": "choices", "value": {"choices": [best]}}
    return {"result": [value], "score": score, "model_version": NAMES[project]}


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.path in ("/", "/health"):
            return self.answer(200, {"status": "UP", "model_class": "Words"})
        if self.path == "/seen":
            return self.answer(200, {"seen": SEEN})
        return self.lost() if not self.path.startswith("/metrics") else self.answer(200, {})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path not in ("/setup", "/predict", "/webhook"):
            return self.lost()
        body = json.loads(raw)
        SEEN.append([self.path, body])
        if self.path == "/setup":
            return self.answer(200, {"model_version": NAMES.get(body["project"].split(".")[0], "")})
        if self.path == "/predict":
            project = body["project"].split(".")[0]
            return self.answer(200, {"results": [predicted(task, project, body["label_config"]) for task in body["tasks"]]})
        return self.event(body)

    def event(self, body):
        project = str(body["project"]["id"])
        if body["action"] == "ANNOTATION_CREATED":
            (text,) = body["task"]["data"].values()
            ANNOTATED[project][body["annotation"]["id"]] = text, body["annotation"]["result"][0]["value"]["choices"][0]
        elif body["action"] == "START_TRAINING":
            train(project)
        else:
            return self.answer(200, {"status": "Unknown event"})
        return self.answer(201, {"result": {}, "status": "ok"})

    def lost(self):
        page = b"<!doctype html><title>404 Not Found</title>"
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def answer(self, status, told):
        raw = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
