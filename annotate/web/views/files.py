"""A picture or a sound of a project, to its members and to nobody else; whole, in part, or small."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.utils.http import content_disposition_header, parse_etags
from django.utils.translation import gettext as _

from annotate.accounts.services import user_of_token
from annotate.items import files, pictures
from annotate.items.models import StoredFile
from annotate.items.selectors import file as find_file
from annotate.projects.selectors import Seat

from .access import member

# Its address names its content, so what a browser has of it is right for good; but only for this person.
_KEEP = "private, max-age=31536000, immutable"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_PIECE = 2**18


def _by_token(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The address stands in the data of an item, so a program reads it with the token that it reads these with."""

    @wraps(view)
    def inner(request: HttpRequest, **named: object) -> HttpResponse:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "token" and (user := user_of_token(given.strip())):
            request.user = user
        return view(request, **named)

    return inner


@_by_token
@member(methods="GET")
def file(request: HttpRequest, me: Seat, digest: str, name: str) -> HttpResponse:
    """size: of a thumbnail, in pixels; one of `files.SIZES`."""
    found = find_file(me.project, digest)
    if found is None:
        raise Http404(_("There is no such file."))
    size = request.GET.get("size")
    if size is not None and (size not in map(str, files.SIZES) or not found.is_picture):
        raise Http404(_("There is no such size."))
    etag = f'"{digest}{"-" + size if size else ""}"'
    if {etag, "*"} & set(parse_etags(request.headers.get("If-None-Match", ""))):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        try:
            answer = _small(found, int(size)) if size else _whole(request, found)
        except FileNotFoundError:
            raise Http404(_("The file is missing from the data folder.")) from None
    answer["ETag"] = etag
    answer["Cache-Control"] = _KEEP
    answer["X-Content-Type-Options"] = "nosniff"
    # Opened by itself it is a picture or a sound and nothing else, whatever its bytes would say to a browser.
    answer["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
    return answer


def _small(found: StoredFile, size: int) -> HttpResponse:
    return HttpResponse(files.thumbnail(found.digest, size, pictures.thumbnail), content_type="image/jpeg")


def _whole(request: HttpRequest, found: StoredFile) -> HttpResponse:
    """All of it, or the one range that was asked for (players jump about in a sound)."""
    asked = _range(request.headers.get("Range", ""), found.size)
    if asked is None:
        answer: HttpResponse = FileResponse(files.open_content(found.digest), content_type=found.media_type)
    elif asked[0] >= found.size or asked[1] < asked[0]:
        answer = HttpResponse(status=416, content_type=found.media_type, headers={"Content-Range": f"bytes */{found.size}"})
    else:
        start, end = asked
        answer = StreamingHttpResponse(_part(files.open_content(found.digest), start, end), status=206, content_type=found.media_type)
        answer["Content-Range"] = f"bytes {start}-{end}/{found.size}"
        answer["Content-Length"] = str(end - start + 1)
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Disposition"] = content_disposition_header(False, found.name.rsplit("/", 1)[-1]) or "inline"
    return answer


def _range(asked: str, size: int) -> tuple[int, int] | None:
    """(first byte, last byte); None for all of it, also where several ranges are asked for at once."""
    match = _RANGE.fullmatch(asked.replace(" ", ""))
    if match is None or match[0] == "bytes=-":
        return None
    start, end = match[1], match[2]
    if not start:
        return (max(0, size - int(end)), size - 1) if int(end) else (size, size)
    return int(start), min(int(end), size - 1) if end else size - 1


def _part(stream: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with stream:
        stream.seek(start)
        left = end - start + 1
        while left > 0 and (piece := stream.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece
