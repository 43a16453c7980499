from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.clip_shape import ClipShape
from ...models.problem_shape import ProblemShape
from ...models.stored_clip import StoredClip
from ...types import Response


def _get_kwargs(
    clip_id: str,
    *,
    body: ClipShape,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/clips/{clip_id}".format(
            clip_id=quote(str(clip_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemShape | StoredClip | None:
    if response.status_code == 200:
        response_200 = StoredClip.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ProblemShape.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 404:
        response_404 = ProblemShape.from_dict(response.json())

        return response_404

    if response.status_code == 413:
        response_413 = ProblemShape.from_dict(response.json())

        return response_413

    if response.status_code == 422:
        response_422 = ProblemShape.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ProblemShape.from_dict(response.json())

        return response_429

    if response.status_code == 503:
        response_503 = ProblemShape.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ProblemShape | StoredClip]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    clip_id: str,
    *,
    client: AuthenticatedClient,
    body: ClipShape,
) -> Response[ProblemShape | StoredClip]:
    """Store how far a clip is

     What a clip has reached is not undone.

    A late `rendering` after `ready` or `failed` changes nothing, nor does a failure after `ready`; a
    clip that is rendered again replaces the old one. Before a renderer begins, it says `rendering`
    until
    `wait_ms` is 0: so many clips of a workspace are in the making at the same time as its plan allows.

    Args:
        clip_id (str):
        body (ClipShape): How far a clip is, and where it lies when it is ready.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | StoredClip]
    """

    kwargs = _get_kwargs(
        clip_id=clip_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    clip_id: str,
    *,
    client: AuthenticatedClient,
    body: ClipShape,
) -> ProblemShape | StoredClip | None:
    """Store how far a clip is

     What a clip has reached is not undone.

    A late `rendering` after `ready` or `failed` changes nothing, nor does a failure after `ready`; a
    clip that is rendered again replaces the old one. Before a renderer begins, it says `rendering`
    until
    `wait_ms` is 0: so many clips of a workspace are in the making at the same time as its plan allows.

    Args:
        clip_id (str):
        body (ClipShape): How far a clip is, and where it lies when it is ready.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | StoredClip
    """

    return sync_detailed(
        clip_id=clip_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    clip_id: str,
    *,
    client: AuthenticatedClient,
    body: ClipShape,
) -> Response[ProblemShape | StoredClip]:
    """Store how far a clip is

     What a clip has reached is not undone.

    A late `rendering` after `ready` or `failed` changes nothing, nor does a failure after `ready`; a
    clip that is rendered again replaces the old one. Before a renderer begins, it says `rendering`
    until
    `wait_ms` is 0: so many clips of a workspace are in the making at the same time as its plan allows.

    Args:
        clip_id (str):
        body (ClipShape): How far a clip is, and where it lies when it is ready.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | StoredClip]
    """

    kwargs = _get_kwargs(
        clip_id=clip_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    clip_id: str,
    *,
    client: AuthenticatedClient,
    body: ClipShape,
) -> ProblemShape | StoredClip | None:
    """Store how far a clip is

     What a clip has reached is not undone.

    A late `rendering` after `ready` or `failed` changes nothing, nor does a failure after `ready`; a
    clip that is rendered again replaces the old one. Before a renderer begins, it says `rendering`
    until
    `wait_ms` is 0: so many clips of a workspace are in the making at the same time as its plan allows.

    Args:
        clip_id (str):
        body (ClipShape): How far a clip is, and where it lies when it is ready.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | StoredClip
    """

    return (
        await asyncio_detailed(
            clip_id=clip_id,
            client=client,
            body=body,
        )
    ).parsed
