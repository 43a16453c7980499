from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.clip_state import ClipState
from ...models.list_clips_sort import ListClipsSort
from ...models.page_clip_answer import PageClipAnswer
from ...models.problem_shape import ProblemShape
from ...models.review_state import ReviewState
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListClipsSort | Unset = "-created_at_ms",
    tag: None | str | Unset = UNSET,
    review: None | ReviewState | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    highlight_id: None | str | Unset = UNSET,
    state: ClipState | None | Unset = UNSET,
    extra: bool | None | Unset = UNSET,
    template_id: None | str | Unset = UNSET,
    duration_ms_min: int | None | Unset = UNSET,
    duration_ms_max: int | None | Unset = UNSET,
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

    json_tag: None | str | Unset
    if isinstance(tag, Unset):
        json_tag = UNSET
    else:
        json_tag = tag
    params["tag"] = json_tag

    json_review: None | str | Unset
    if isinstance(review, Unset):
        json_review = UNSET
    elif isinstance(review, str):
        json_review = review
    else:
        json_review = review
    params["review"] = json_review

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

    json_session_id: None | str | Unset
    if isinstance(session_id, Unset):
        json_session_id = UNSET
    else:
        json_session_id = session_id
    params["session_id"] = json_session_id

    json_highlight_id: None | str | Unset
    if isinstance(highlight_id, Unset):
        json_highlight_id = UNSET
    else:
        json_highlight_id = highlight_id
    params["highlight_id"] = json_highlight_id

    json_state: None | str | Unset
    if isinstance(state, Unset):
        json_state = UNSET
    elif isinstance(state, str):
        json_state = state
    else:
        json_state = state
    params["state"] = json_state

    json_extra: bool | None | Unset
    if isinstance(extra, Unset):
        json_extra = UNSET
    else:
        json_extra = extra
    params["extra"] = json_extra

    json_template_id: None | str | Unset
    if isinstance(template_id, Unset):
        json_template_id = UNSET
    else:
        json_template_id = template_id
    params["template_id"] = json_template_id

    json_duration_ms_min: int | None | Unset
    if isinstance(duration_ms_min, Unset):
        json_duration_ms_min = UNSET
    else:
        json_duration_ms_min = duration_ms_min
    params["duration_ms_min"] = json_duration_ms_min

    json_duration_ms_max: int | None | Unset
    if isinstance(duration_ms_max, Unset):
        json_duration_ms_max = UNSET
    else:
        json_duration_ms_max = duration_ms_max
    params["duration_ms_max"] = json_duration_ms_max

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/clips",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageClipAnswer | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageClipAnswer.from_dict(response.json())

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
) -> Response[PageClipAnswer | ProblemShape]:
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
    sort: ListClipsSort | Unset = "-created_at_ms",
    tag: None | str | Unset = UNSET,
    review: None | ReviewState | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    highlight_id: None | str | Unset = UNSET,
    state: ClipState | None | Unset = UNSET,
    extra: bool | None | Unset = UNSET,
    template_id: None | str | Unset = UNSET,
    duration_ms_min: int | None | Unset = UNSET,
    duration_ms_max: int | None | Unset = UNSET,
) -> Response[PageClipAnswer | ProblemShape]:
    """List clips

     What the caller may see, page by page.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListClipsSort | Unset):  Default: '-created_at_ms'.
        tag (None | str | Unset): Only those with this tag.
        review (None | ReviewState | Unset):
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset): Only those of this channel.
        session_id (None | str | Unset): Only those of this session.
        highlight_id (None | str | Unset):
        state (ClipState | None | Unset): Only those in this state.
        extra (bool | None | Unset): Only those made besides, or only the others.
        template_id (None | str | Unset): Only those that look so.
        duration_ms_min (int | None | Unset):
        duration_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageClipAnswer | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        tag=tag,
        review=review,
        workspace_id=workspace_id,
        channel_id=channel_id,
        session_id=session_id,
        highlight_id=highlight_id,
        state=state,
        extra=extra,
        template_id=template_id,
        duration_ms_min=duration_ms_min,
        duration_ms_max=duration_ms_max,
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
    sort: ListClipsSort | Unset = "-created_at_ms",
    tag: None | str | Unset = UNSET,
    review: None | ReviewState | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    highlight_id: None | str | Unset = UNSET,
    state: ClipState | None | Unset = UNSET,
    extra: bool | None | Unset = UNSET,
    template_id: None | str | Unset = UNSET,
    duration_ms_min: int | None | Unset = UNSET,
    duration_ms_max: int | None | Unset = UNSET,
) -> PageClipAnswer | ProblemShape | None:
    """List clips

     What the caller may see, page by page.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListClipsSort | Unset):  Default: '-created_at_ms'.
        tag (None | str | Unset): Only those with this tag.
        review (None | ReviewState | Unset):
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset): Only those of this channel.
        session_id (None | str | Unset): Only those of this session.
        highlight_id (None | str | Unset):
        state (ClipState | None | Unset): Only those in this state.
        extra (bool | None | Unset): Only those made besides, or only the others.
        template_id (None | str | Unset): Only those that look so.
        duration_ms_min (int | None | Unset):
        duration_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageClipAnswer | ProblemShape
    """

    return sync_detailed(
        client=client,
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        tag=tag,
        review=review,
        workspace_id=workspace_id,
        channel_id=channel_id,
        session_id=session_id,
        highlight_id=highlight_id,
        state=state,
        extra=extra,
        template_id=template_id,
        duration_ms_min=duration_ms_min,
        duration_ms_max=duration_ms_max,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListClipsSort | Unset = "-created_at_ms",
    tag: None | str | Unset = UNSET,
    review: None | ReviewState | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    highlight_id: None | str | Unset = UNSET,
    state: ClipState | None | Unset = UNSET,
    extra: bool | None | Unset = UNSET,
    template_id: None | str | Unset = UNSET,
    duration_ms_min: int | None | Unset = UNSET,
    duration_ms_max: int | None | Unset = UNSET,
) -> Response[PageClipAnswer | ProblemShape]:
    """List clips

     What the caller may see, page by page.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListClipsSort | Unset):  Default: '-created_at_ms'.
        tag (None | str | Unset): Only those with this tag.
        review (None | ReviewState | Unset):
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset): Only those of this channel.
        session_id (None | str | Unset): Only those of this session.
        highlight_id (None | str | Unset):
        state (ClipState | None | Unset): Only those in this state.
        extra (bool | None | Unset): Only those made besides, or only the others.
        template_id (None | str | Unset): Only those that look so.
        duration_ms_min (int | None | Unset):
        duration_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageClipAnswer | ProblemShape]
    """

    kwargs = _get_kwargs(
        limit=limit,
        cursor=cursor,
        total=total,
        sort=sort,
        tag=tag,
        review=review,
        workspace_id=workspace_id,
        channel_id=channel_id,
        session_id=session_id,
        highlight_id=highlight_id,
        state=state,
        extra=extra,
        template_id=template_id,
        duration_ms_min=duration_ms_min,
        duration_ms_max=duration_ms_max,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
    total: bool | Unset = False,
    sort: ListClipsSort | Unset = "-created_at_ms",
    tag: None | str | Unset = UNSET,
    review: None | ReviewState | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
    channel_id: None | str | Unset = UNSET,
    session_id: None | str | Unset = UNSET,
    highlight_id: None | str | Unset = UNSET,
    state: ClipState | None | Unset = UNSET,
    extra: bool | None | Unset = UNSET,
    template_id: None | str | Unset = UNSET,
    duration_ms_min: int | None | Unset = UNSET,
    duration_ms_max: int | None | Unset = UNSET,
) -> PageClipAnswer | ProblemShape | None:
    """List clips

     What the caller may see, page by page.

    Args:
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.
        total (bool | Unset): Also count all that match. Default: False.
        sort (ListClipsSort | Unset):  Default: '-created_at_ms'.
        tag (None | str | Unset): Only those with this tag.
        review (None | ReviewState | Unset):
        workspace_id (None | str | Unset):
        channel_id (None | str | Unset): Only those of this channel.
        session_id (None | str | Unset): Only those of this session.
        highlight_id (None | str | Unset):
        state (ClipState | None | Unset): Only those in this state.
        extra (bool | None | Unset): Only those made besides, or only the others.
        template_id (None | str | Unset): Only those that look so.
        duration_ms_min (int | None | Unset):
        duration_ms_max (int | None | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageClipAnswer | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            cursor=cursor,
            total=total,
            sort=sort,
            tag=tag,
            review=review,
            workspace_id=workspace_id,
            channel_id=channel_id,
            session_id=session_id,
            highlight_id=highlight_id,
            state=state,
            extra=extra,
            template_id=template_id,
            duration_ms_min=duration_ms_min,
            duration_ms_max=duration_ms_max,
        )
    ).parsed
