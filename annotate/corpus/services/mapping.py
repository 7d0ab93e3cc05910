"""Labels as the newest guideline version calls them, in what goes out: what was given stays beside, and nothing in the database changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from annotate.projects.models import Project
from annotate.queue.models import Round
from domain.guideline.mapping import RETIRED, UNDETERMINED, Became
from guidelines.models import GuidelineVersion
from guidelines.selectors import chains, newest, schema_by_id

from ..selectors import Decided, Given, Standing


class Newest:
    """False where no version recorded what became of a label: then nothing has to be asked."""

    def __init__(self, project: Project) -> None:
        self._chains = chains(project.guideline)
        self._numbers: dict[int, int] = {}
        self._rounds: dict[int, int] = {}
        self._several: dict[int, bool] = {}
        self.version: GuidelineVersion | None = None
        self._items: Counter = Counter()
        self._votes: Counter = Counter()
        self._open: Counter = Counter()
        if self._chains:
            self.version = newest(project.guideline)
            self._numbers = dict(project.guideline.versions.values_list("number", "pk"))
            self._rounds = dict(Round.objects.filter(project=project).values_list("pk", "guideline_version_id"))
            for version in project.guideline.versions.filter(pk__in=self._chains):
                primary = schema_by_id(version.pk).primary
                self._several[version.pk] = bool(primary and primary.multiple)

    def __bool__(self) -> bool:
        return bool(self._chains)

    def label(self, version: int | None, label: str | None) -> Became:
        """version: the id of the one that the label was given under."""
        chain = self._chains.get(version or 0)
        return chain.answer(label, several=self._several[version or 0]) if chain else Became(label)

    def result(self, version: int | None, result: Any) -> Any:
        """The very object where nothing changes."""
        chain = self._chains.get(version or 0)
        return chain.result(result) if chain and isinstance(result, list) else result

    def shares(self, version: int | None, shares: dict[str, float]) -> dict[str, float]:
        """Labels that became one have their shares together; those that were retired have none left."""
        made: dict[str, float] = {}
        for given, share in shares.items():
            now = self.label(version, given).label
            if now is not None:
                made[now] = made.get(now, 0.0) + share
        return made

    def of_round(self, round: int) -> int | None:
        return self._rounds.get(round)

    def row(self, row: dict[str, Any], version: int | None) -> dict[str, Any]:
        """A row of a release. version: that of the round in which it was decided; a vote says its own by number."""
        became = self.label(version, row["label"])
        self._told(became, self._items)
        made = {**row, **self._answer(became, row, version), "votes": [self._vote(vote) for vote in row["votes"]]}
        if isinstance(row.get("posterior"), dict) and (shares := self.shares(version, row["posterior"])) != row["posterior"]:
            made |= {"posterior": shares, "posterior_as_given": row["posterior"]}
        return made

    def _vote(self, vote: dict[str, Any]) -> dict[str, Any]:
        version = self._numbers.get(vote["guideline"])
        became = self.label(version, vote["label"])
        self._told(became, self._votes)
        return {**vote, **self._answer(became, vote, version)}

    def _answer(self, became: Became, given: dict[str, Any], version: int | None) -> dict[str, Any]:
        result = self.result(version, given["result"])
        made = {"label": became.label, "label_as_given": given["label"], "result": result}
        if result is not given["result"]:
            made["result_as_given"] = given["result"]
        if became.state == UNDETERMINED:
            made["label_may_be"] = list(became.candidates)
        return made

    def _told(self, became: Became, counted: Counter) -> None:
        counted.update((number, step.kind, step.before, step.after) for number, step in became.steps)
        if became.state == UNDETERMINED:
            self._open[counted is self._items] += 1

    def told(self) -> dict[str, Any]:
        """For the datasheet: the steps, and to how many items and annotations each was applied."""
        keys = sorted({*self._items, *self._votes})
        return {
            "version": self.version.number if self.version else None,
            "steps": [
                {
                    "version": number,
                    "kind": kind,
                    "from": list(before),
                    "to": list(after),
                    "items": self._items[number, kind, before, after],
                    "annotations": self._votes[number, kind, before, after],
                }
                for number, kind, before, after in keys
            ],
            "undetermined": {"items": self._open[True], "annotations": self._open[False]},
        }

    def live(self, chunks: Iterable[list[Standing]]) -> Iterator[list[Standing]]:
        for chunk in chunks:
            yield [self._standing(one) for one in chunk]

    def _standing(self, one: Standing) -> Standing:
        decision = self._decided(one.decision, self.of_round(one.round)) if one.decision else None
        return one._replace(votes=[self._given(vote) for vote in one.votes], decision=decision)

    def _given(self, vote: Given) -> Given:
        label = self.label(vote.version, vote.label).label
        result = self._text(vote.version, vote.result)
        return vote._replace(label=label, result=result, label_as_given=vote.label, result_as_given=vote.result)

    def _decided(self, decision: Decided, version: int | None) -> Decided:
        label = self.label(version, decision.label).label
        result = self._text(version, decision.result)
        shares = decision.posterior
        if shares and version in self._chains:
            shares = orjson.dumps(self.shares(version, orjson.loads(shares) or {})).decode()
        return decision._replace(
            label=label, result=result, posterior=shares, label_as_given=decision.label, result_as_given=decision.result
        )

    def _text(self, version: int | None, result: str) -> str:
        """JSON text; the very one where nothing changes."""
        if version not in self._chains:
            return result
        before = orjson.loads(result)
        after = self.result(version, before)
        return result if after is before else orjson.dumps(after).decode()

    def is_retired(self, version: int | None, label: str) -> bool:
        return self.label(version, label).state == RETIRED


def as_given(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a release with the labels that people gave, as if no version had renamed any."""
    if "label_as_given" not in row:
        return row
    return {**_given_back(row), "votes": [_given_back(vote) for vote in row["votes"]]}


def _given_back(one: dict[str, Any]) -> dict[str, Any]:
    made = {
        name: value
        for name, value in one.items()
        if name not in ("label_as_given", "result_as_given", "posterior_as_given", "label_may_be")
    }
    if "posterior_as_given" in one:
        made["posterior"] = one["posterior_as_given"]
    return {**made, "label": one["label_as_given"], "result": one.get("result_as_given", one["result"])}
