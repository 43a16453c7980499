from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.action import Action
from ...models.list_bot_commands_sort import ListBotCommandsSort
from ...models.page_bot_command_shape import PageBotCommandShape
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListBotCommandsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    action: Action | None | Unset = UNSET,
    enabled: bool | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params["total"] = total

    json_sort: str | Unset = UNSET
    if not isinstance(sort, Unset):
        json_sort = sort

    params["sort"] = json_sort

    json_workspace_id: None | str | Unset
    if isinstance(workspace_id, Unset):
        json_workspace_id = UNSET
    else:
        json_workspace_id = workspace_id
    params["workspace_id"] = json_workspace_id

    json_channel_id: None | str | Unset
    if isinstance(channel_id, Unset):
        json_channel_id = UNSET
    else:
        json_channel_id = channel_id
    params["channel_id"] = json_channel_id

    json_action: None | str | Unset
    if isinstance(action, Unset):
        json_action = UNSET
    elif isinstance(action, str):
        json_action = action
    else:
        json_action = action
    params["action"] = json_action

    json_enabled: bool | None | Unset
    if isinstance(enabled, Unset):
        json_enabled = UNSET
    else:
        json_enabled = enabled
    params["enabled"] = json_enabled

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/bot/commands",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageBotCommandShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageBotCommandShape.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemShape.from_dict(response.json())

        return response_403

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
) -> Response[PageBotCommandShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListBotCommandsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    action: Action | None | Unset = UNSET,
    enabled: bool | None | Unset = UNSET,
) -> Response[PageBotCommandShape | ProblemShape]:
    """List bot commands

     Those that channels have made or changed; all others are the built-in ones.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListBotCommandsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        action (Action | None | Unset):
        enabled (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageBotCommandShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        action=action,
        enabled=enabled,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListBotCommandsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    action: Action | None | Unset = UNSET,
    enabled: bool | None | Unset = UNSET,
) -> PageBotCommandShape | ProblemShape | None:
    """List bot commands

     Those that channels have made or changed; all others are the built-in ones.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListBotCommandsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        action (Action | None | Unset):
        enabled (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageBotCommandShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        action=action,
        enabled=enabled,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListBotCommandsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    action: Action | None | Unset = UNSET,
    enabled: bool | None | Unset = UNSET,
) -> Response[PageBotCommandShape | ProblemShape]:
    """List bot commands

     Those that channels have made or changed; all others are the built-in ones.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListBotCommandsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        action (Action | None | Unset):
        enabled (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageBotCommandShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        action=action,
        enabled=enabled,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListBotCommandsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    action: Action | None | Unset = UNSET,
    enabled: bool | None | Unset = UNSET,
) -> PageBotCommandShape | ProblemShape | None:
    """List bot commands

     Those that channels have made or changed; all others are the built-in ones.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListBotCommandsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        action (Action | None | Unset):
        enabled (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageBotCommandShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            total=total,
            sort=sort,
            workspace_id=workspace_id,
            channel_id=channel_id,
            action=action,
            enabled=enabled,
        )
    ).parsed
