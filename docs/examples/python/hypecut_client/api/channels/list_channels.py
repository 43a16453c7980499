from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_channels_sort import ListChannelsSort
from ...models.page_channel_shape import PageChannelShape
from ...models.platform import Platform
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListChannelsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    platform: None | Platform | Unset = UNSET,
    name: None | str | Unset = UNSET,
    tag: None | str | Unset = UNSET,
    auto_watch: bool | None | Unset = UNSET,
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

    json_platform: None | str | Unset
    if isinstance(platform, Unset):
        json_platform = UNSET
    elif isinstance(platform, str):
        json_platform = platform
    else:
        json_platform = platform
    params["platform"] = json_platform

    json_name: None | str | Unset
    if isinstance(name, Unset):
        json_name = UNSET
    else:
        json_name = name
    params["name"] = json_name

    json_tag: None | str | Unset
    if isinstance(tag, Unset):
        json_tag = UNSET
    else:
        json_tag = tag
    params["tag"] = json_tag

    json_auto_watch: bool | None | Unset
    if isinstance(auto_watch, Unset):
        json_auto_watch = UNSET
    else:
        json_auto_watch = auto_watch
    params["auto_watch"] = json_auto_watch

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/channels",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageChannelShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageChannelShape.from_dict(response.json())

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
) -> Response[PageChannelShape | ProblemShape]:
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
    sort: ListChannelsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    platform: None | Platform | Unset = UNSET,
    name: None | str | Unset = UNSET,
    tag: None | str | Unset = UNSET,
    auto_watch: bool | None | Unset = UNSET,
) -> Response[PageChannelShape | ProblemShape]:
    """List channels

     What the caller may see, page by page.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListChannelsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        platform (None | Platform | Unset):
        name (None | str | Unset):
        tag (None | str | Unset): Only those that carry this tag.
        auto_watch (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageChannelShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        platform=platform,
        name=name,
        tag=tag,
        auto_watch=auto_watch,
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
    sort: ListChannelsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    platform: None | Platform | Unset = UNSET,
    name: None | str | Unset = UNSET,
    tag: None | str | Unset = UNSET,
    auto_watch: bool | None | Unset = UNSET,
) -> PageChannelShape | ProblemShape | None:
    """List channels

     What the caller may see, page by page.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListChannelsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        platform (None | Platform | Unset):
        name (None | str | Unset):
        tag (None | str | Unset): Only those that carry this tag.
        auto_watch (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageChannelShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        platform=platform,
        name=name,
        tag=tag,
        auto_watch=auto_watch,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListChannelsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    platform: None | Platform | Unset = UNSET,
    name: None | str | Unset = UNSET,
    tag: None | str | Unset = UNSET,
    auto_watch: bool | None | Unset = UNSET,
) -> Response[PageChannelShape | ProblemShape]:
    """List channels

     What the caller may see, page by page.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListChannelsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        platform (None | Platform | Unset):
        name (None | str | Unset):
        tag (None | str | Unset): Only those that carry this tag.
        auto_watch (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageChannelShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        platform=platform,
        name=name,
        tag=tag,
        auto_watch=auto_watch,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListChannelsSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    platform: None | Platform | Unset = UNSET,
    name: None | str | Unset = UNSET,
    tag: None | str | Unset = UNSET,
    auto_watch: bool | None | Unset = UNSET,
) -> PageChannelShape | ProblemShape | None:
    """List channels

     What the caller may see, page by page.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListChannelsSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        platform (None | Platform | Unset):
        name (None | str | Unset):
        tag (None | str | Unset): Only those that carry this tag.
        auto_watch (bool | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageChannelShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            total=total,
            sort=sort,
            workspace_id=workspace_id,
            platform=platform,
            name=name,
            tag=tag,
            auto_watch=auto_watch,
        )
    ).parsed
