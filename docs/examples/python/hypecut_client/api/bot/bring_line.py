from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.bot_reply_shape import BotReplyShape
from ...models.bot_request_body import BotRequestBody
from ...models.problem_shape import ProblemShape
from ...types import Response


def _get_kwargs(
    *,
    body: BotRequestBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/bot/requests",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> BotReplyShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = BotReplyShape.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ProblemShape.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemShape.from_dict(response.json())

        return response_403

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
) -> Response[BotReplyShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: BotRequestBody,
) -> Response[BotReplyShape | ProblemShape]:
    """Bring a line of chat to the bot

     What is to be said to a line that begins with the channel's prefix, and what else is to be done.

    It is decided once: the same line again answers `fresh: false`, whichever process brings it to
    whichever
    process. A line that names no command, or comes within a cooldown, is answered with silence.

    Args:
        body (BotRequestBody): A line of chat that begins with the channel's prefix.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BotReplyShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: BotRequestBody,
) -> BotReplyShape | ProblemShape | None:
    """Bring a line of chat to the bot

     What is to be said to a line that begins with the channel's prefix, and what else is to be done.

    It is decided once: the same line again answers `fresh: false`, whichever process brings it to
    whichever
    process. A line that names no command, or comes within a cooldown, is answered with silence.

    Args:
        body (BotRequestBody): A line of chat that begins with the channel's prefix.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BotReplyShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: BotRequestBody,
) -> Response[BotReplyShape | ProblemShape]:
    """Bring a line of chat to the bot

     What is to be said to a line that begins with the channel's prefix, and what else is to be done.

    It is decided once: the same line again answers `fresh: false`, whichever process brings it to
    whichever
    process. A line that names no command, or comes within a cooldown, is answered with silence.

    Args:
        body (BotRequestBody): A line of chat that begins with the channel's prefix.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BotReplyShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: BotRequestBody,
) -> BotReplyShape | ProblemShape | None:
    """Bring a line of chat to the bot

     What is to be said to a line that begins with the channel's prefix, and what else is to be done.

    It is decided once: the same line again answers `fresh: false`, whichever process brings it to
    whichever
    process. A line that names no command, or comes within a cooldown, is answered with silence.

    Args:
        body (BotRequestBody): A line of chat that begins with the channel's prefix.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BotReplyShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
