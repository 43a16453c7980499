from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.link_state import LinkState
from ...models.list_twitch_links_sort import ListTwitchLinksSort
from ...models.page_worker_link_shape import PageWorkerLinkShape
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListTwitchLinksSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    broadcaster_id: None | str | Unset = UNSET,
    login: None | str | Unset = UNSET,
    state: LinkState | None | Unset = UNSET,
    bot: bool | None | Unset = UNSET,
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

    json_broadcaster_id: None | str | Unset
    if isinstance(broadcaster_id, Unset):
        json_broadcaster_id = UNSET
    else:
        json_broadcaster_id = broadcaster_id
    params["broadcaster_id"] = json_broadcaster_id

    json_login: None | str | Unset
    if isinstance(login, Unset):
        json_login = UNSET
    else:
        json_login = login
    params["login"] = json_login

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, str):
        json_state = state
    else:
        json_state = state
    params["state"] = json_state

    json_bot: bool | None | Unset
    if isinstance(bot, Unset):
        json_bot = UNSET
    else:
        json_bot = bot
    params["bot"] = json_bot

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/twitch/links",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageWorkerLinkShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageWorkerLinkShape.from_dict(response.json())

        return response_200

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ProblemShape.from_dict(response.json())

        return response_403

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
) -> Response[PageWorkerLinkShape | ProblemShape]:
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
    sort: ListTwitchLinksSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    broadcaster_id: None | str | Unset = UNSET,
    login: None | str | Unset = UNSET,
    state: LinkState | None | Unset = UNSET,
    bot: bool | None | Unset = UNSET,
) -> Response[PageWorkerLinkShape | ProblemShape]:
    """List linked channels

     What the caller may see. Processes of the installation are also told the `handle` of each.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListTwitchLinksSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        broadcaster_id (None | str | Unset):
        login (None | str | Unset):
        state (LinkState | None | Unset):
        bot (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageWorkerLinkShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        broadcaster_id=broadcaster_id,
        login=login,
        state=state,
        bot=bot,
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
    sort: ListTwitchLinksSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    broadcaster_id: None | str | Unset = UNSET,
    login: None | str | Unset = UNSET,
    state: LinkState | None | Unset = UNSET,
    bot: bool | None | Unset = UNSET,
) -> PageWorkerLinkShape | ProblemShape | None:
    """List linked channels

     What the caller may see. Processes of the installation are also told the `handle` of each.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListTwitchLinksSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        broadcaster_id (None | str | Unset):
        login (None | str | Unset):
        state (LinkState | None | Unset):
        bot (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageWorkerLinkShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        broadcaster_id=broadcaster_id,
        login=login,
        state=state,
        bot=bot,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListTwitchLinksSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    broadcaster_id: None | str | Unset = UNSET,
    login: None | str | Unset = UNSET,
    state: LinkState | None | Unset = UNSET,
    bot: bool | None | Unset = UNSET,
) -> Response[PageWorkerLinkShape | ProblemShape]:
    """List linked channels

     What the caller may see. Processes of the installation are also told the `handle` of each.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListTwitchLinksSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        broadcaster_id (None | str | Unset):
        login (None | str | Unset):
        state (LinkState | None | Unset):
        bot (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageWorkerLinkShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        channel_id=channel_id,
        broadcaster_id=broadcaster_id,
        login=login,
        state=state,
        bot=bot,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListTwitchLinksSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    broadcaster_id: None | str | Unset = UNSET,
    login: None | str | Unset = UNSET,
    state: LinkState | None | Unset = UNSET,
    bot: bool | None | Unset = UNSET,
) -> PageWorkerLinkShape | ProblemShape | None:
    """List linked channels

     What the caller may see. Processes of the installation are also told the `handle` of each.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListTwitchLinksSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset):
        broadcaster_id (None | str | Unset):
        login (None | str | Unset):
        state (LinkState | None | Unset):
        bot (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageWorkerLinkShape | ProblemShape
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
            broadcaster_id=broadcaster_id,
            login=login,
            state=state,
            bot=bot,
        )
    ).parsed
