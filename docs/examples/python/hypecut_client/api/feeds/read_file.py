from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    slug: str,
    clip_id: str,
    *,
    token: str | Unset = "",
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["token"] = token

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/feeds/{slug}/clips/{clip_id}.mp4".format(
            slug=quote(str(slug), safe=""),
            clip_id=quote(str(clip_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ProblemShape | None:
    if response.status_code == 200:
        response_200 = cast(Any, None)
        return response_200

    if response.status_code == 206:
        response_206 = cast(Any, None)
        return response_206

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 404:
        response_404 = ProblemShape.from_dict(response.json())

        return response_404

    if response.status_code == 410:
        response_410 = ProblemShape.from_dict(response.json())

        return response_410

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
) -> Response[Any | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    slug: str,
    clip_id: str,
    *,
    client: AuthenticatedClient | Client,
    token: str | Unset = "",
) -> Response[Any | ProblemShape]:
    """Read a clip of a feed

     The file, by the same right as the feed. 410 once it was taken out of the feed, or everywhere.

    Args:
        slug (str):
        clip_id (str):
        token (str | Unset): Of the feed's link. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemShape]
    """

    kwargs = _get_kwargs(
        slug=slug,
        clip_id=clip_id,
        token=token,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    slug: str,
    clip_id: str,
    *,
    client: AuthenticatedClient | Client,
    token: str | Unset = "",
) -> Any | ProblemShape | None:
    """Read a clip of a feed

     The file, by the same right as the feed. 410 once it was taken out of the feed, or everywhere.

    Args:
        slug (str):
        clip_id (str):
        token (str | Unset): Of the feed's link. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemShape
    """

    return sync_detailed(
        slug=slug,
        clip_id=clip_id,
        client=client,
        token=token,
    ).parsed


async def asyncio_detailed(
    slug: str,
    clip_id: str,
    *,
    client: AuthenticatedClient | Client,
    token: str | Unset = "",
) -> Response[Any | ProblemShape]:
    """Read a clip of a feed

     The file, by the same right as the feed. 410 once it was taken out of the feed, or everywhere.

    Args:
        slug (str):
        clip_id (str):
        token (str | Unset): Of the feed's link. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemShape]
    """

    kwargs = _get_kwargs(
        slug=slug,
        clip_id=clip_id,
        token=token,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    slug: str,
    clip_id: str,
    *,
    client: AuthenticatedClient | Client,
    token: str | Unset = "",
) -> Any | ProblemShape | None:
    """Read a clip of a feed

     The file, by the same right as the feed. 410 once it was taken out of the feed, or everywhere.

    Args:
        slug (str):
        clip_id (str):
        token (str | Unset): Of the feed's link. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemShape
    """

    return (
        await asyncio_detailed(
            slug=slug,
            clip_id=clip_id,
            client=client,
            token=token,
        )
    ).parsed
