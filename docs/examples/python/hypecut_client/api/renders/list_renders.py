from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_renders_sort import ListRendersSort
from ...models.page_render_shape import PageRenderShape
from ...models.problem_shape import ProblemShape
from ...models.render_state import RenderState
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListRendersSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    clip_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    template_id: None | str | Unset = UNSET,
    state: None | RenderState | Unset = UNSET,
    encoder: None | str | Unset = UNSET,
    started_at_ms_min: int | None | Unset = UNSET,
    started_at_ms_max: int | None | Unset = UNSET,
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

    json_clip_id: None | str | Unset
    if isinstance(clip_id, Unset):
        json_clip_id = UNSET
    else:
        json_clip_id = clip_id
    params["clip_id"] = json_clip_id

    json_session_id: None | str | Unset
    if isinstance(session_id, Unset):
        json_session_id = UNSET
    else:
        json_session_id = session_id
    params["session_id"] = json_session_id

    json_channel_id: None | str | Unset
    if isinstance(channel_id, Unset):
        json_channel_id = UNSET
    else:
        json_channel_id = channel_id
    params["channel_id"] = json_channel_id

    json_template_id: None | str | Unset
    if isinstance(template_id, Unset):
        json_template_id = UNSET
    else:
        json_template_id = template_id
    params["template_id"] = json_template_id

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, str):
        json_state = state
    else:
        json_state = state
    params["state"] = json_state

    json_encoder: None | str | Unset
    if isinstance(encoder, Unset):
        json_encoder = UNSET
    else:
        json_encoder = encoder
    params["encoder"] = json_encoder

    json_started_at_ms_min: int | None | Unset
    if isinstance(started_at_ms_min, Unset):
        json_started_at_ms_min = UNSET
    else:
        json_started_at_ms_min = started_at_ms_min
    params["started_at_ms_min"] = json_started_at_ms_min

    json_started_at_ms_max: int | None | Unset
    if isinstance(started_at_ms_max, Unset):
        json_started_at_ms_max = UNSET
    else:
        json_started_at_ms_max = started_at_ms_max
    params["started_at_ms_max"] = json_started_at_ms_max

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/renders",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageRenderShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageRenderShape.from_dict(response.json())

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
) -> Response[PageRenderShape | ProblemShape]:
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
    sort: ListRendersSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    clip_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    template_id: None | str | Unset = UNSET,
    state: None | RenderState | Unset = UNSET,
    encoder: None | str | Unset = UNSET,
    started_at_ms_min: int | None | Unset = UNSET,
    started_at_ms_max: int | None | Unset = UNSET,
) -> Response[PageRenderShape | ProblemShape]:
    """List renders

     What was tried, how long each stage took, and why it failed. PUT /v1/clips writes them, and so does
    whoever asks for a clip.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListRendersSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        clip_id (None | str | Unset): Only those of this clip.
        session_id (None | str | Unset):
        channel_id (None | str | Unset):
        template_id (None | str | Unset):
        state (None | RenderState | Unset):
        encoder (None | str | Unset):
        started_at_ms_min (int | None | Unset):
        started_at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageRenderShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        clip_id=clip_id,
        session_id=session_id,
        channel_id=channel_id,
        template_id=template_id,
        state=state,
        encoder=encoder,
        started_at_ms_min=started_at_ms_min,
        started_at_ms_max=started_at_ms_max,
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
    sort: ListRendersSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    clip_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    template_id: None | str | Unset = UNSET,
    state: None | RenderState | Unset = UNSET,
    encoder: None | str | Unset = UNSET,
    started_at_ms_min: int | None | Unset = UNSET,
    started_at_ms_max: int | None | Unset = UNSET,
) -> PageRenderShape | ProblemShape | None:
    """List renders

     What was tried, how long each stage took, and why it failed. PUT /v1/clips writes them, and so does
    whoever asks for a clip.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListRendersSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        clip_id (None | str | Unset): Only those of this clip.
        session_id (None | str | Unset):
        channel_id (None | str | Unset):
        template_id (None | str | Unset):
        state (None | RenderState | Unset):
        encoder (None | str | Unset):
        started_at_ms_min (int | None | Unset):
        started_at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageRenderShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        clip_id=clip_id,
        session_id=session_id,
        channel_id=channel_id,
        template_id=template_id,
        state=state,
        encoder=encoder,
        started_at_ms_min=started_at_ms_min,
        started_at_ms_max=started_at_ms_max,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListRendersSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    clip_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    template_id: None | str | Unset = UNSET,
    state: None | RenderState | Unset = UNSET,
    encoder: None | str | Unset = UNSET,
    started_at_ms_min: int | None | Unset = UNSET,
    started_at_ms_max: int | None | Unset = UNSET,
) -> Response[PageRenderShape | ProblemShape]:
    """List renders

     What was tried, how long each stage took, and why it failed. PUT /v1/clips writes them, and so does
    whoever asks for a clip.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListRendersSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        clip_id (None | str | Unset): Only those of this clip.
        session_id (None | str | Unset):
        channel_id (None | str | Unset):
        template_id (None | str | Unset):
        state (None | RenderState | Unset):
        encoder (None | str | Unset):
        started_at_ms_min (int | None | Unset):
        started_at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageRenderShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        workspace_id=workspace_id,
        clip_id=clip_id,
        session_id=session_id,
        channel_id=channel_id,
        template_id=template_id,
        state=state,
        encoder=encoder,
        started_at_ms_min=started_at_ms_min,
        started_at_ms_max=started_at_ms_max,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListRendersSort | Unset = "-created_at_ms",
    workspace_id: None | str | Unset = UNSET,
    clip_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    template_id: None | str | Unset = UNSET,
    state: None | RenderState | Unset = UNSET,
    encoder: None | str | Unset = UNSET,
    started_at_ms_min: int | None | Unset = UNSET,
    started_at_ms_max: int | None | Unset = UNSET,
) -> PageRenderShape | ProblemShape | None:
    """List renders

     What was tried, how long each stage took, and why it failed. PUT /v1/clips writes them, and so does
    whoever asks for a clip.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListRendersSort | Unset):  Default: '-created_at_ms'.
        workspace_id (None | str | Unset):
        clip_id (None | str | Unset): Only those of this clip.
        session_id (None | str | Unset):
        channel_id (None | str | Unset):
        template_id (None | str | Unset):
        state (None | RenderState | Unset):
        encoder (None | str | Unset):
        started_at_ms_min (int | None | Unset):
        started_at_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageRenderShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            total=total,
            sort=sort,
            workspace_id=workspace_id,
            clip_id=clip_id,
            session_id=session_id,
            channel_id=channel_id,
            template_id=template_id,
            state=state,
            encoder=encoder,
            started_at_ms_min=started_at_ms_min,
            started_at_ms_max=started_at_ms_max,
        )
    ).parsed
