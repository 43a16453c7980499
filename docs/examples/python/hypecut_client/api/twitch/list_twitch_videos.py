from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.page_video_shape import PageVideoShape
from ...models.problem_shape import ProblemShape
from ...models.video_kind import VideoKind
from ...types import UNSET, Response, Unset


def _get_kwargs(
    channel_id: str,
    *,
    limit: int | Unset = 20,
    cursor: None | str | Unset = UNSET,
    kind: VideoKind | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    json_kind: str | Unset = UNSET
    if not isinstance(kind, Unset):
        json_kind = kind

    params["kind"] = json_kind

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/channels/{channel_id}/twitch/videos".format(
            channel_id=quote(str(channel_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageVideoShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageVideoShape.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemShape.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ProblemShape.from_dict(response.json())

        return response_404

    if response.status_code == 409:
        response_409 = ProblemShape.from_dict(response.json())

        return response_409

    if response.status_code == 422:
        response_422 = ProblemShape.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ProblemShape.from_dict(response.json())

        return response_429

    if response.status_code == 502:
        response_502 = ProblemShape.from_dict(response.json())

        return response_502

    if response.status_code == 503:
        response_503 = ProblemShape.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[PageVideoShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    channel_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    cursor: None | str | Unset = UNSET,
    kind: VideoKind | Unset = UNSET,
) -> Response[PageVideoShape | ProblemShape]:
    """List Twitch's recordings of a channel

     The newest first; past streams (`archive`) unless another `kind` is asked for.

    Args:
        channel_id (str):
        limit (int | Unset): Most items on a page; Twitch gives no more. Default: 20.
        cursor (None | str | Unset): `next_cursor` of the page before.
        kind (VideoKind | Unset): Which recordings of Twitch's own.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageVideoShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        channel_id=channel_id,
        limit=limit,
        cursor=cursor,
        kind=kind,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    channel_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    cursor: None | str | Unset = UNSET,
    kind: VideoKind | Unset = UNSET,
) -> PageVideoShape | ProblemShape | None:
    """List Twitch's recordings of a channel

     The newest first; past streams (`archive`) unless another `kind` is asked for.

    Args:
        channel_id (str):
        limit (int | Unset): Most items on a page; Twitch gives no more. Default: 20.
        cursor (None | str | Unset): `next_cursor` of the page before.
        kind (VideoKind | Unset): Which recordings of Twitch's own.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageVideoShape | ProblemShape
    """

    return sync_detailed(
        channel_id=channel_id,
        client=client,
        limit=limit,
        cursor=cursor,
        kind=kind,
    ).parsed


async def asyncio_detailed(
    channel_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    cursor: None | str | Unset = UNSET,
    kind: VideoKind | Unset = UNSET,
) -> Response[PageVideoShape | ProblemShape]:
    """List Twitch's recordings of a channel

     The newest first; past streams (`archive`) unless another `kind` is asked for.

    Args:
        channel_id (str):
        limit (int | Unset): Most items on a page; Twitch gives no more. Default: 20.
        cursor (None | str | Unset): `next_cursor` of the page before.
        kind (VideoKind | Unset): Which recordings of Twitch's own.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageVideoShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        channel_id=channel_id,
        limit=limit,
        cursor=cursor,
        kind=kind,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    channel_id: str,
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 20,
    cursor: None | str | Unset = UNSET,
    kind: VideoKind | Unset = UNSET,
) -> PageVideoShape | ProblemShape | None:
    """List Twitch's recordings of a channel

     The newest first; past streams (`archive`) unless another `kind` is asked for.

    Args:
        channel_id (str):
        limit (int | Unset): Most items on a page; Twitch gives no more. Default: 20.
        cursor (None | str | Unset): `next_cursor` of the page before.
        kind (VideoKind | Unset): Which recordings of Twitch's own.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageVideoShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            channel_id=channel_id,
            client=client,
            limit=limit,
            cursor=cursor,
            kind=kind,
        )
    ).parsed
