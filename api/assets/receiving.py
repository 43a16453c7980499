"""Takes the content of an asset off the network, before any transaction begins.

In: a request, as multipart or as the raw content. Out: a file on disk, its first bytes and its digest.
A slow sender holds a file handle, and neither a connection of the database nor its turn to write.
"""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.assets.kinds import ASSET_BYTES_MAX, FORM_BYTES_MAX
from api.assets.shapes import NAME_LENGTH, AssetRequest
from api.assets.sniffing import HEAD_BYTES
from api.problems import FieldError, Invalid, TooLarge, Unavailable

CHUNK_BYTES = 1 << 20
"""Written to disk at a time."""

FIELDS_MAX = 10
FORM_TYPE = "multipart/form-data"


@dataclass(frozen=True)
class Received:
    """What came.

    Attributes:
        path: of a file that is gone once the request is over.
        head: its first bytes. sha256: of all of them.
    """

    asked: AssetRequest
    path: Path
    bytes_count: int
    head: bytes
    sha256: str


class _Intake:
    """A file that grows, and what can be told of it at the end."""

    def __init__(self, path: Path) -> None:
        self._out = path.open("wb")
        self._digest = hashlib.sha256()
        self.head = b""
        self.bytes_count = 0

    def add(self, chunk: bytes) -> None:
        """Write some more. Raises TooLarge, OSError."""
        self.bytes_count += len(chunk)
        if self.bytes_count > ASSET_BYTES_MAX:
            raise TooLarge(f"an asset has at most {ASSET_BYTES_MAX} bytes", "send a shorter or a smaller one")
        if len(self.head) < HEAD_BYTES:
            self.head = (self.head + chunk)[:HEAD_BYTES]
        self._digest.update(chunk)
        self._out.write(chunk)

    def close(self) -> str:
        """The digest of all that came."""
        self._out.close()
        return self._digest.hexdigest()


@asynccontextmanager
async def received(request: Request) -> AsyncIterator[Received]:
    """The content and what comes with it, for as long as this is open.

    Raises:
        RequestValidationError, Invalid, TooLarge, Unavailable
    """
    try:
        folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="hypecut-asset-")
    except OSError as error:
        raise _no_room(error) from error
    try:
        yield await _take(request, Path(folder.name, "content"))
    finally:
        await asyncio.to_thread(folder.cleanup)


async def _take(request: Request, path: Path) -> Received:
    form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM_TYPE
    try:
        intake = _Intake(path)
        try:
            if form:
                asked = await _from_form(request, intake)
            else:
                asked = _asked(request.query_params)
                async for chunk in _large(request):
                    await asyncio.to_thread(intake.add, chunk)
        finally:
            sha256 = intake.close()
    except OSError as error:
        raise _no_room(error) from error
    if not intake.bytes_count:
        raise _missing("the content of the asset is empty")
    return Received(asked, path, intake.bytes_count, intake.head, sha256)


async def _large(request: Request) -> AsyncIterator[bytes]:
    """The body in pieces that are worth a thread's time."""
    held = bytearray()
    async for chunk in request.stream():
        held += chunk
        if len(held) >= CHUNK_BYTES:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)


async def _from_form(request: Request, intake: _Intake) -> AssetRequest:
    try:
        form = await request.form(max_files=1, max_fields=FIELDS_MAX, max_part_size=FORM_BYTES_MAX)
    except HTTPException as error:
        if type(error) is not HTTPException:  # a problem of our own, as of a body that is too large
            raise
        raise Invalid(
            f"the form cannot be read: {error.detail}",
            "send multipart/form-data with `kind`, `name` and one `file`; curl does with -F file=@PATH",
            [FieldError(field="body", message=str(error.detail))],
        ) from error
    try:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise _missing("the form has no file")
        asked = _asked({"name": _plain(file.filename), **fields})
        while chunk := await file.read(CHUNK_BYTES):
            await asyncio.to_thread(intake.add, chunk)
        return asked
    finally:
        await form.close()


def _plain(filename: str | None) -> str:
    """What a browser says the file is called, as a name for people."""
    shown = "".join(sign for sign in filename or "" if sign.isprintable())
    return shown[:NAME_LENGTH]


def _asked(fields: Mapping[str, str]) -> AssetRequest:
    try:
        return AssetRequest.model_validate(dict(fields))
    except ValidationError as error:
        raise RequestValidationError(error.errors()) from error


def _missing(detail: str) -> Invalid:
    return Invalid(
        detail,
        "send the file as the body with `kind` and `name` in the query, or as `file` of a form",
        [FieldError(field="file", message="is needed")],
    )


def _no_room(error: OSError) -> Unavailable:
    return Unavailable(
        f"the file cannot be kept: {error.strerror or error}", "free some space; nothing was stored"
    )
