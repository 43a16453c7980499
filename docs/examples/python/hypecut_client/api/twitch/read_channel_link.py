from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.channel_link_shape import ChannelLinkShape
from ...models.problem_shape import ProblemShape
from ...types import Response


def _get_kwargs(
    channel_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/channels/{channel_id}/twitch/link".format(
            channel_id=quote(str(channel_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ChannelLinkShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = ChannelLinkShape.from_dict(response.json())

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

    if response.status_code == 503:
        response_503 = ProblemShape.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ChannelLinkShape | ProblemShape]:
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
) -> Response[ChannelLinkShape | ProblemShape]:
    """Read the link of a channel

     `link` is null where there is none.

    Args:
        channel_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChannelLinkShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        channel_id=channel_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    channel_id: str,
    *,
    client: AuthenticatedClient,
) -> ChannelLinkShape | ProblemShape | None:
    """Read the link of a channel

     `link` is null where there is none.

    Args:
        channel_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChannelLinkShape | ProblemShape
    """

    return sync_detailed(
        channel_id=channel_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    channel_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[ChannelLinkShape | ProblemShape]:
    """Read the link of a channel

     `link` is null where there is none.

    Args:
        channel_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ChannelLinkShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        channel_id=channel_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    channel_id: str,
    *,
    client: AuthenticatedClient,
) -> ChannelLinkShape | ProblemShape | None:
    """Read the link of a channel

     `link` is null where there is none.

    Args:
        channel_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ChannelLinkShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            channel_id=channel_id,
            client=client,
        )
    ).parsed
