from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.bot_settings_request import BotSettingsRequest
from ...models.bot_settings_shape import BotSettingsShape
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: BotSettingsRequest,
    idempotency_key: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["idempotency-key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/bot/settings",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> BotSettingsShape | ProblemShape | None:
    if response.status_code == 201:
        response_201 = BotSettingsShape.from_dict(response.json())

        return response_201

    if response.status_code == 400:
        response_400 = ProblemShape.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemShape.from_dict(response.json())

        return response_403

    if response.status_code == 409:
        response_409 = ProblemShape.from_dict(response.json())

        return response_409

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
) -> Response[BotSettingsShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: BotSettingsRequest,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[BotSettingsShape | ProblemShape]:
    """Make a bot settings

     A channel without has the defaults. It may have one.

    Args:
        idempotency_key (None | str | Unset): Any text of the caller's making. The same one again
            within a day makes nothing new.
        body (BotSettingsRequest): How the bot is to behave in a channel.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BotSettingsShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: BotSettingsRequest,
    idempotency_key: None | str | Unset = UNSET,
) -> BotSettingsShape | ProblemShape | None:
    """Make a bot settings

     A channel without has the defaults. It may have one.

    Args:
        idempotency_key (None | str | Unset): Any text of the caller's making. The same one again
            within a day makes nothing new.
        body (BotSettingsRequest): How the bot is to behave in a channel.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BotSettingsShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: BotSettingsRequest,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[BotSettingsShape | ProblemShape]:
    """Make a bot settings

     A channel without has the defaults. It may have one.

    Args:
        idempotency_key (None | str | Unset): Any text of the caller's making. The same one again
            within a day makes nothing new.
        body (BotSettingsRequest): How the bot is to behave in a channel.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BotSettingsShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: BotSettingsRequest,
    idempotency_key: None | str | Unset = UNSET,
) -> BotSettingsShape | ProblemShape | None:
    """Make a bot settings

     A channel without has the defaults. It may have one.

    Args:
        idempotency_key (None | str | Unset): Any text of the caller's making. The same one again
            within a day makes nothing new.
        body (BotSettingsRequest): How the bot is to behave in a channel.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BotSettingsShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
