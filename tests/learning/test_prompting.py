"""Questions to a language model, put to a real HTTP server on this machine."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from annotate.learning import prompting
from annotate.learning.services import apply_rules, write_rule
from domain.errors import Invalid, Problem, Refused
from tests.cast import NOW
from tests.learning.test_weak_rules import corpus


class Model(ThreadingHTTPServer):
    """Answers with what `says` makes of the text; `asked` is what it was sent."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, dict]] = []
        self.says = lambda text: "positive" if "great" in text else "none"
        self.status = 200


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers.get("Authorization", ""), body))
        said = self.server.says(body["messages"][-1]["content"])
        raw = said if isinstance(said, bytes) else json.dumps({"choices": [{"message": {"content": said}}]}).encode()
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        try:
            self.wfile.write(raw)
        except ConnectionError:
            pass

    def log_message(self, *_):
        pass


@pytest.fixture
def model(settings):
    server = Model()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.PROMPT_URL = f"http://127.0.0.1:{server.server_port}/v1"
    settings.PROMPT_MODEL, settings.PROMPT_TOKEN, settings.PROMPT_HOSTS, settings.PROMPT_MOST = "small", "secret", [], 1000
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def asking(db):
    cast = corpus(["great film", "dull film", "great song"])
    write_rule(cast.project, name="ask", kind="prompt", settings={"question": "How is the mood?"}, by=cast.alice, now=NOW)
    return cast


def applied(cast, heard):
    return apply_rules(cast.project, by=cast.alice, now=NOW, report=heard).figures


def test_each_text_is_asked_about(asking, model, heard):
    told = applied(asking, heard)
    assert told["rules"][0]["by_label"] == {"positive": 2}
    assert told["asked"] == 3
    path, token, body = model.asked[0]
    assert (path, token, body["model"], body["temperature"]) == ("/v1/chat/completions", "Bearer secret", "small", 0)
    assert "How is the mood?" in body["messages"][0]["content"]


def test_what_was_answered_is_not_asked_again(asking, model, heard):
    applied(asking, heard)
    told = applied(asking, heard)
    assert told["rules"][0]["covered"] == 2
    assert told["asked"] == 1  # the one that had no answer


def test_no_more_than_allowed_at_once_and_the_rest_the_next_time(asking, model, heard, settings):
    settings.PROMPT_MOST = 1
    assert applied(asking, heard)["notes"] == ["more_to_ask"]
    model.says = lambda text: "negative"
    assert applied(asking, heard)["rules"][0]["by_label"] == {"positive": 1, "negative": 1}


def test_off_unless_configured(asking, heard, settings):
    settings.PROMPT_URL = ""
    told = applied(asking, heard)
    assert told["notes"] == ["no_model"]
    assert told["rules"][0]["covered"] == 0


@pytest.mark.parametrize(
    ("status", "says"), [(500, "x"), (302, "x"), (200, b"no json"), (200, b'{"choices": []}'), (200, b"x" * 1_100_000)]
)
def test_a_model_that_fails_is_asked_no_more_than_a_few_times(asking, model, heard, status, says):
    model.status, model.says = status, lambda text: says
    told = applied(asking, heard)
    assert told["rules"][0]["covered"] == 0
    assert len(told["notes"]) == 1
    assert {path for path, _, _ in model.asked} == {"/v1/chat/completions"}
    assert len(model.asked) == 3


def test_one_that_is_not_there(asking, model, heard, settings):
    settings.PROMPT_URL = "http://127.0.0.1:9/v1"
    assert "cannot be asked" in applied(asking, heard)["notes"][0]


def test_only_this_machine_or_a_host_that_is_allowed(settings):
    settings.PROMPT_HOSTS = ["models.lan"]
    for url in ("http://localhost:8000/v1", "http://[::1]:8000/v1", "https://models.lan/v1"):
        settings.PROMPT_URL = url
        assert prompting.endpoint().url == url
    for url in ("http://example.org/v1", "http://127.0.0.1.example.org/v1", "http://10.0.0.1/v1"):
        settings.PROMPT_URL = url
        with pytest.raises(Refused) as problem:
            prompting.endpoint()
        assert problem.value.code == "not_allowed_host"
    for url in ("ftp://localhost/v1", "http://me:word@localhost/v1", "localhost:8000"):
        settings.PROMPT_URL = url
        with pytest.raises(Invalid):
            prompting.endpoint()


def test_an_answer_cut_short_is_a_problem(model):
    model.says = lambda text: b""
    ask, hang_up = prompting.asking(prompting.endpoint())
    with pytest.raises(Problem, match="not that of a chat endpoint"):
        ask([{"role": "user", "content": "x"}])
    hang_up()
