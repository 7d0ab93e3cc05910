"""The live corpus as Label Studio's JSON, spliced together from the JSON text that the database holds.

A hundred thousand tasks are a hundred megabytes of envelope around little content. The envelope is made once, by the format's own
writer with marks in place of the content, and filled in for each task; reading and writing each result again would take longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson

from annotate.projects.models import Project
from domain.formats.label_studio import task as envelope

from ..selectors import Decided, Given, Standing

_MARK = "\ufdd0{}\ufdd0"  # a noncharacter: in no text that is meant for anybody
_VOTE = ("id", "completed_by", "result", "result_count", "lead_time", "created_at", "task")
_TASK = ("id", "data", "meta", "split", "total_annotations")


def spliced(project: Project, chunks: Iterable[list[Standing]]) -> Iterator[bytes]:
    """One JSON array, a task a line, a chunk at a time."""
    vote, task = _vote_template(project.pk), _task_template(project.pk)
    yield b"["
    before = "\n"
    for chunk in chunks:
        yield (before + ",\n".join([_task(standing, task, vote) for standing in chunk])).encode()
        before = ",\n"
    yield b"\n]\n"


def _task(standing: Standing, template: str, vote_template: str) -> str:
    id, data, meta, split, votes, decision, _ = standing
    told = ",".join([_vote(vote, vote_template) for vote in votes])
    text = template % (id, data, meta or "{}", split, len(votes))
    return f'{text[:-1]},"annotations":[{told}]{_decision(decision)}}}'


def _vote(vote: Given, template: str) -> str:
    _, id, annotator, _, result, count, seconds, at, _, became, *_ = vote
    text = template % (id, id, annotator, result, count, "null" if seconds is None else repr(seconds), at, at, vote.task)
    # Label Studio has no place for it and passes over what it does not know.
    more = "" if became is None else f',"became":{became}'
    if vote.result_as_given not in (None, result):
        more += f',"result_as_given":{vote.result_as_given}'
    return f"{text[:-1]}{more}}}" if more else text


def _decision(decision: Decided | None) -> str:
    if decision is None:
        return ""
    share = "null" if decision.share is None else repr(decision.share)
    given = ""
    if decision.result_as_given is not None:
        given = f',"label_as_given":{_quoted(decision.label_as_given)},"result_as_given":{decision.result_as_given}'
    label, soft = _quoted(decision.label), decision.posterior or "null"
    source = f',"accepted_from":{_quoted(decision.accepted_from)}' if decision.accepted_from else ""
    told = f'"label":{label},"rule":{_quoted(decision.rule)},"share":{share},"posterior":{soft},"result":{decision.result}{given}{source}'
    return f',"decision":{{{told}}}'


@lru_cache(maxsize=4096)
def _quoted(text: str | None) -> str:
    return orjson.dumps(text).decode()


def _vote_template(project: int) -> str:
    marks: dict[str, Any] = {name: _MARK.format(name) for name in _VOTE}
    made = envelope({"annotations": [{**marks, "unique_id": marks["id"], "updated_at": marks["created_at"], "project": project}]})
    order = ("id", "unique_id", "completed_by", "result", "result_count", "lead_time", "created_at", "updated_at", "task")
    vote = made["annotations"][0]
    rest = {name: value for name, value in vote.items() if name not in order}
    return _template({**{name: vote[name] for name in order}, **rest}, quoted={"id", "created_at"})


def _task_template(project: int) -> str:
    marks: dict[str, Any] = {name: _MARK.format(name) for name in _TASK}
    made = envelope({**marks, "project": project})
    rest = {name: value for name, value in made.items() if name not in marks and name != "annotations"}
    return _template({**marks, **rest}, quoted={"split"})


def _template(made: dict[str, Any], quoted: set[str]) -> str:
    """JSON with %s for each mark, in the order in which they stand; a mark that is not `quoted` takes its quotation marks with it."""
    text = orjson.dumps(made).decode().replace("%", "%%")
    for name in {*_VOTE, *_TASK}:
        mark = _MARK.format(name)
        text = text.replace(f'"{mark}"', '"%s"' if name in quoted else "%s")
    return text
