from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_shape import ProblemShape
from ...types import Response


def _get_kwargs(
    clip_id: str,
    token: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/clips/{clip_id}/shared/{token}.mp4".format(
            clip_id=quote(str(clip_id), safe=""),
            token=quote(str(token), safe=""),
        ),
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

    if response.status_code == 304:
        response_304 = cast(Any, None)
        return response_304

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
    clip_id: str,
    token: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | ProblemShape]:
    """Read a clip by its link

     The file, for whoever was given the link: the bot says it in chats. 410 once it was taken down.

    Args:
        clip_id (str):
        token (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemShape]
    """

    kwargs = _get_kwargs(
        clip_id=clip_id,
        token=token,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    clip_id: str,
    token: str,
    *,
    client: AuthenticatedClient | Client,
) -> Any | ProblemShape | None:
    """Read a clip by its link

     The file, for whoever was given the link: the bot says it in chats. 410 once it was taken down.

    Args:
        clip_id (str):
        token (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemShape
    """

    return sync_detailed(
        clip_id=clip_id,
        token=token,
        client=client,
    ).parsed


async def asyncio_detailed(
    clip_id: str,
    token: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[Any | ProblemShape]:
    """Read a clip by its link

     The file, for whoever was given the link: the bot says it in chats. 410 once it was taken down.

    Args:
        clip_id (str):
        token (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemShape]
    """

    kwargs = _get_kwargs(
        clip_id=clip_id,
        token=token,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    clip_id: str,
    token: str,
    *,
    client: AuthenticatedClient | Client,
) -> Any | ProblemShape | None:
    """Read a clip by its link

     The file, for whoever was given the link: the bot says it in chats. 410 once it was taken down.

    Args:
        clip_id (str):
        token (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemShape
    """

    return (
        await asyncio_detailed(
            clip_id=clip_id,
            token=token,
            client=client,
        )
    ).parsed
