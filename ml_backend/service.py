"""What the model server answers, as a pure function of (method, path, payload): the WSGI server and the app in-process call the same."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from domain import protocol, sampling
from domain.errors import Invalid, NotVisible, Problem
from domain.learnable import KINDS, Learnable, learnable
from domain.protocol import (
    PredictRequest,
    ProbabilitiesRequest,
    RankRequest,
    SetupRequest,
    TrainRequest,
)
from domain.schema.compile import compile_config
from ml_backend import loop, vectors
from ml_backend.augment import serve
from ml_backend.export.serve import export
from ml_backend.learners import registry
from ml_backend.learners.base import Inputs, Said
from ml_backend.neighbours import Neighbours
from ml_backend.pool import OF_A_MODEL, inputs_of, pool_of
from ml_backend.settings import Settings, load
from ml_backend.store import Store, Version
from ml_backend.training import Training
from ml_backend.webhook import Webhook

Answer = tuple[int, dict[str, Any] | Iterator[dict[str, Any]]]
STATUS = {"invalid": 400, "not_found": 404, "not_allowed": 403, "refused": 409}


class Service:
    """One per process. `handle` never raises for bad input: it answers with the one error shape `{code, message, fields}`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings.store)
        self.webhook = Webhook(settings, self.store)
        self._routes: dict[tuple[str, str], Callable[[Any], Answer]] = {
            ("GET", "/"): self._health,
            ("GET", "/health"): self._health,
            ("POST", "/setup"): self._setup,
            ("POST", "/predict"): self._predict,
            ("POST", "/webhook"): self.webhook.receive,
            ("GET", "/versions"): self._versions,
            ("GET", "/metrics"): self._metrics,
            ("POST", "/train"): self._train,
            ("POST", "/learners"): self._learners,
            ("POST", "/probabilities"): self._probabilities,
            ("POST", "/rank"): self._rank,
            ("POST", "/features"): lambda payload: vectors.features(payload, self.store, self.settings),
            ("POST", "/heat"): self._heat,
            ("POST", "/use"): self._use,
            ("POST", "/forget"): self._forget,
            ("POST", "/export"): self._export,
            ("GET", "/augmenters"): lambda payload: (200, serve.listed(self.settings)),
            ("POST", "/augment"): lambda payload: (200, serve.generated(payload, self.settings)),
            **Neighbours(settings).routes,
        }

    def handle(self, method: str, path: str, payload: Any = None) -> Answer:
        """(status, JSON value), or for /train (200, iterator of events): stop iterating to cancel. A GET's payload is its query."""
        path = path.rstrip("/") or "/"
        route = self._routes.get((method, path))
        try:
            if route is None:
                raise NotVisible(f"There is no {method} {path} here.", code="unknown_path")
            return route(payload)
        except Problem as problem:
            return status_of(problem), {"code": problem.code, "message": problem.message, "fields": problem.fields}

    def _health(self, payload: Any) -> Answer:
        return 200, {"status": "UP", "model_class": "Malmoi"}

    def _setup(self, payload: Any) -> Answer:
        """Says at once which version answers; a label config that nothing here learns is no error, but is said."""
        request = SetupRequest.parse(payload)
        answer: dict[str, Any] = {"model_version": self.store.current(request.project) or ""}
        try:
            learnable(compile_config(request.schema))
        except Problem as problem:
            answer["problem"] = {"code": problem.code, "message": problem.message}
        self.webhook.remember(request.project)
        return 200, answer

    def _predict(self, payload: Any) -> Answer:
        """One result per task, in order. Without a model, or with a config that no model learns, results carry no `result` (Label Studio
        skips those) and `problem` says why."""
        request = PredictRequest.parse(payload)
        try:
            asked = learnable(compile_config(request.label_config))
            version = self.store.load(request.project, str(request.params.get("model_version") or ""))
        except Problem as problem:
            if problem.code not in ("no_learner", "no_model"):
                raise
            why = {"code": problem.code, "message": problem.message}
            return 200, {"results": [{"model_version": ""} for _ in request.tasks], "problem": why}
        _check_fits(version, asked)
        inputs = inputs_of(asked, request.tasks)
        said = loop.say(version, inputs, self.settings)
        results = [_prediction(asked, one, shown, version.name) for one, shown in zip(said, inputs, strict=True)]
        return 200, {"results": results, "model_version": version.name}

    def _probabilities(self, payload: Any) -> Answer:
        request = ProbabilitiesRequest.parse(payload)
        version = self.store.load(request.project, request.model_version)
        classes, table = loop.predict(version, inputs_of(loop.asked_of(version), request.tasks), self.settings)
        return 200, {"model_version": version.name, "classes": classes, "probabilities": np.round(table, 6).tolist()}

    def _heat(self, payload: Any) -> Answer:
        """Ours: of the one task that is asked about a PNG (base64) to be laid over its picture."""
        request = ProbabilitiesRequest.parse(payload)
        if len(request.tasks) != 1:
            raise Invalid(f"One task is asked about at a time, not {len(request.tasks)}.", fields={"tasks": len(request.tasks)})
        version = self.store.load(request.project, request.model_version)
        (shown,) = inputs_of(loop.asked_of(version), request.tasks)
        png = loop.heat(version, shown, self.settings)
        return 200, {"model_version": version.name, "png": base64.b64encode(png).decode()}

    def _rank(self, payload: Any) -> Answer:
        """The ids in the order in which people should be asked, each with the strategy's score and whether the random arm chose it.

        A strategy that needs a model falls back to random while there is none, and `reason` says so.
        """
        request = RankRequest.parse(payload)
        chosen, reason, version = sampling.strategy(request.strategy), None, None
        try:
            version = self.store.load(request.project, request.model_version) if chosen.needs else None
        except Problem as problem:
            if chosen.needs in OF_A_MODEL:
                if problem.code != "no_model":
                    raise
                chosen, reason = sampling.strategy("random"), f"{problem.message} The order is random until then."
        rng = np.random.default_rng(request.seed)
        pool = pool_of(request, chosen, version, self.settings, rng)
        mixed = sampling.mix(chosen.order(pool, len(pool), rng), request.random_share, rng, request.n)
        scores = None if chosen.scores is None else np.round(chosen.scores(pool), 6)
        order = [
            {"id": request.ids[i], "score": None if scores is None else float(scores[i]), "random": bool(r) or chosen.name == "random"}
            for i, r in zip(mixed.order, mixed.random, strict=True)
        ]
        name = version.name if version else ""
        return 200, {"strategy": chosen.name, "asked": request.strategy, "reason": reason, "model_version": name, "order": order}

    def _learners(self, payload: Any) -> Answer:
        """Ours: what of a label config is learned, and by whom. Raises `Refused` (no_learner) where nothing can be."""
        body = payload if isinstance(payload, Mapping) else {}
        asked = learnable(compile_config(str(body.get("label_config") or "")))
        rows = [
            {"name": one.name, "title": one.title, "way": one.way, "unavailable": one.unavailable(self.settings)}
            for one in registry.learners_of(asked.kind)
        ]
        return 200, {"kind": asked.kind, "title": KINDS[asked.kind].title, "labels": list(asked.labels), "learners": rows}

    def _train(self, payload: Any) -> Answer:
        """Input is checked before the first event; what goes wrong later is the last event, an `error`."""
        request = TrainRequest.parse(payload)
        asked = learnable(compile_config(request.label_config))
        read = [asked.example(row, f"examples[{i}]") for i, row in enumerate(request.examples)]
        examples = [example for example in read if example is not None]
        events = loop.train(
            examples,
            asked,
            project=request.project,
            store=self.store,
            settings=self.settings,
            training=Training.parse(request.params, self.settings),
            release=request.release,
            trial=request.trial,
        )
        return 200, _guarded(events, len(read) - len(examples))

    def _export(self, payload: Any) -> Answer:
        """Ours: a version as files for others, as a stream; see domain.protocol_export."""
        return 200, _guarded(export(payload, self.store, self.settings), doing="The export")

    def _versions(self, payload: Any) -> Answer:
        only = payload.get("project") if isinstance(payload, Mapping) else None
        projects = [protocol.project({"project": only})] if only else self.store.projects()
        versions = {p: self.store.names(p) for p in projects}
        listed = {p: {"current": self.store.current(p), "versions": names} for p, names in versions.items()}
        return 200, {"versions": [v for names in versions.values() for v in names], "projects": listed}

    def _metrics(self, payload: Any) -> Answer:
        """Without a project `{}`, as Label Studio expects; with one the manifest of its current (or the named) version, `trained_as`
        its settings, and the state of the `training` that a webhook began last."""
        query = payload if isinstance(payload, Mapping) else {}
        if not query.get("project"):
            return 200, {}
        name = protocol.project(query)
        training = self.webhook.state(name)
        try:
            version = self.store.load(name, str(query.get("model_version") or ""))
        except Problem as problem:
            if problem.code != "no_model" or not training:
                raise
            return 200, {"model_version": "", "training": training}
        # What the manifest calls its training are the settings of it.
        return 200, {**version.manifest, "model_version": version.name, "trained_as": version.manifest["training"], "training": training}

    def _use(self, payload: Any) -> Answer:
        """Ours: makes a version the one that answers when a request names none."""
        body = payload if isinstance(payload, Mapping) else {}
        name, version = protocol.project(body), str(body.get("model_version") or "")
        self.store.use(name, version)
        return 200, {"model_version": version}

    def _forget(self, payload: Any) -> Answer:
        """Ours: frees the space of a version that was made to be tried and is needed no more. The current one is refused."""
        body = payload if isinstance(payload, Mapping) else {}
        name, version = protocol.project(body), str(body.get("model_version") or "")
        self.store.delete(name, version)
        return 200, {"model_version": version}


def status_of(problem: Problem) -> int:
    """By the class of the problem; its own `code` may be finer."""
    return next((STATUS[c.code] for c in type(problem).__mro__ if issubclass(c, Problem) and c.code in STATUS), 400)


def _check_fits(version: Version, asked: Learnable) -> None:
    """`Invalid` where the version learned another question, or says what the label config does not know."""
    learned = loop.asked_of(version)
    if learned.kind != asked.kind:
        raise Invalid(f"Model version '{version.name}' learned another question ({learned.kind}, not {asked.kind}). Train again.")
    if foreign := [c for c in version.manifest["classes"] if c not in asked.labels]:
        raise Invalid(f"Model version '{version.name}' predicts {', '.join(foreign)}, which the label config lacks. Train again.")


def _prediction(asked: Learnable, said: Said, inputs: Inputs, version: str) -> dict[str, Any]:
    score = round(said.score, 6)
    shares = None if said.shares is None else {label: round(share, 6) for label, share in said.shares.items()}
    return protocol.prediction(asked.result(said.answer, inputs, score), score, version, shares)


def _guarded(events: Iterator[dict[str, Any]], unanswered: int = 0, doing: str = "Training") -> Iterator[dict[str, Any]]:
    try:
        if unanswered:
            yield protocol.log(f"{unanswered} examples do not answer the question that is learned; they are left out.", "warning")
        yield from events
    except Problem as problem:
        yield protocol.error(problem.code, problem.message, problem.fields)
    except Exception as broken:  # the stream has begun: the only place left to say it is the stream itself
        yield protocol.error("internal", f"{doing} failed: {type(broken).__name__}: {broken}")


_default: Service | None = None
_lock = threading.Lock()


def default() -> Service:
    """The service of this process, with settings from the environment."""
    global _default
    with _lock:
        _default = _default or Service(load())
        return _default


def handle(method: str, path: str, payload: Any = None) -> Answer:
    return default().handle(method, path, payload)
