from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.bot_command_request import BotCommandRequest
from ...models.bot_command_shape import BotCommandShape
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: BotCommandRequest,
    idempotency_key: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["idempotency-key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/bot/commands",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> BotCommandShape | ProblemShape | None:
    if response.status_code == 201:
        response_201 = BotCommandShape.from_dict(response.json())

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
) -> Response[BotCommandShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: BotCommandRequest,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[BotCommandShape | ProblemShape]:
    """Make a bot command

     With `say`, a command of the channel's own. With another `action`, the built-in one as this channel
    wants it: what is left out is as it comes.

    Args:
        idempotency_key (None | str | Unset): Any text of the caller's making. The same one again
            within a day makes nothing new.
        body (BotCommandRequest): A command that is to be: one of the channel's own (`say`), or a
            built-in one in other clothes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BotCommandShape | ProblemShape]
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
    body: BotCommandRequest,
    idempotency_key: None | str | Unset = UNSET,
) -> BotCommandShape | ProblemShape | None:
    """Make a bot command

     With `say`, a command of the channel's own. With another `action`, the built-in one as this channel
    wants it: what is left out is as it comes.

    Args:
        idempotency_key (None | str | Unset): Any text of the caller's making. The same one again
            within a day makes nothing new.
        body (BotCommandRequest): A command that is to be: one of the channel's own (`say`), or a
            built-in one in other clothes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BotCommandShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: BotCommandRequest,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[BotCommandShape | ProblemShape]:
    """Make a bot command

     With `say`, a command of the channel's own. With another `action`, the built-in one as this channel
    wants it: what is left out is as it comes.

    Args:
        idempotency_key (None | str | Unset): Any text of the caller's making. The same one again
            within a day makes nothing new.
        body (BotCommandRequest): A command that is to be: one of the channel's own (`say`), or a
            built-in one in other clothes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BotCommandShape | ProblemShape]
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
    body: BotCommandRequest,
    idempotency_key: None | str | Unset = UNSET,
) -> BotCommandShape | ProblemShape | None:
    """Make a bot command

     With `say`, a command of the channel's own. With another `action`, the built-in one as this channel
    wants it: what is left out is as it comes.

    Args:
        idempotency_key (None | str | Unset): Any text of the caller's making. The same one again
            within a day makes nothing new.
        body (BotCommandRequest): A command that is to be: one of the channel's own (`say`), or a
            built-in one in other clothes.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BotCommandShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
