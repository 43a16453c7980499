from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.page_minute_shape import PageMinuteShape
from ...models.problem_shape import ProblemShape
from ...models.sense import Sense
from ...types import UNSET, Response, Unset


def _get_kwargs(
    session_id: str,
    *,
    sense: list[Sense] | None | Unset = UNSET,
    from_ms: int | None | Unset = UNSET,
    to_ms: int | None | Unset = UNSET,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_sense: list[str] | None | Unset
    if isinstance(sense, Unset):
        json_sense = UNSET
    elif isinstance(sense, list):
        json_sense = []
        for sense_type_0_item_data in sense:
            sense_type_0_item: str = sense_type_0_item_data
            json_sense.append(sense_type_0_item)

    else:
        json_sense = sense
    params["sense"] = json_sense

    json_from_ms: int | None | Unset
    if isinstance(from_ms, Unset):
        json_from_ms = UNSET
    else:
        json_from_ms = from_ms
    params["from_ms"] = json_from_ms

    json_to_ms: int | None | Unset
    if isinstance(to_ms, Unset):
        json_to_ms = UNSET
    else:
        json_to_ms = to_ms
    params["to_ms"] = json_to_ms

    params["limit"] = limit

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/sessions/{session_id}/timeline".format(
            session_id=quote(str(session_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PageMinuteShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = PageMinuteShape.from_dict(response.json())

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
) -> Response[PageMinuteShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    session_id: str,
    *,
    client: AuthenticatedClient,
    sense: list[Sense] | None | Unset = UNSET,
    from_ms: int | None | Unset = UNSET,
    to_ms: int | None | Unset = UNSET,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> Response[PageMinuteShape | ProblemShape]:
    """Read the timeline of a session

     Oldest minute first, and of one minute by the name of the sense.

    Minutes of which a sense saw and heard nothing are left out. The last ones still change while the
    session runs. What is older than HYPECUT_KEEP_TIMELINE_MS (30 days) is forgotten.

    Args:
        session_id (str):
        sense (list[Sense] | None | Unset): Only these senses.
        from_ms (int | None | Unset): Only minutes that end after this media time.
        to_ms (int | None | Unset): Only minutes that begin before this media time.
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageMinuteShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        session_id=session_id,
        sense=sense,
        from_ms=from_ms,
        to_ms=to_ms,
        limit=limit,
        cursor=cursor,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    session_id: str,
    *,
    client: AuthenticatedClient,
    sense: list[Sense] | None | Unset = UNSET,
    from_ms: int | None | Unset = UNSET,
    to_ms: int | None | Unset = UNSET,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> PageMinuteShape | ProblemShape | None:
    """Read the timeline of a session

     Oldest minute first, and of one minute by the name of the sense.

    Minutes of which a sense saw and heard nothing are left out. The last ones still change while the
    session runs. What is older than HYPECUT_KEEP_TIMELINE_MS (30 days) is forgotten.

    Args:
        session_id (str):
        sense (list[Sense] | None | Unset): Only these senses.
        from_ms (int | None | Unset): Only minutes that end after this media time.
        to_ms (int | None | Unset): Only minutes that begin before this media time.
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageMinuteShape | ProblemShape
    """

    return sync_detailed(
        session_id=session_id,
        client=client,
        sense=sense,
        from_ms=from_ms,
        to_ms=to_ms,
        limit=limit,
        cursor=cursor,
    ).parsed


async def asyncio_detailed(
    session_id: str,
    *,
    client: AuthenticatedClient,
    sense: list[Sense] | None | Unset = UNSET,
    from_ms: int | None | Unset = UNSET,
    to_ms: int | None | Unset = UNSET,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> Response[PageMinuteShape | ProblemShape]:
    """Read the timeline of a session

     Oldest minute first, and of one minute by the name of the sense.

    Minutes of which a sense saw and heard nothing are left out. The last ones still change while the
    session runs. What is older than HYPECUT_KEEP_TIMELINE_MS (30 days) is forgotten.

    Args:
        session_id (str):
        sense (list[Sense] | None | Unset): Only these senses.
        from_ms (int | None | Unset): Only minutes that end after this media time.
        to_ms (int | None | Unset): Only minutes that begin before this media time.
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PageMinuteShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        session_id=session_id,
        sense=sense,
        from_ms=from_ms,
        to_ms=to_ms,
        limit=limit,
        cursor=cursor,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    session_id: str,
    *,
    client: AuthenticatedClient,
    sense: list[Sense] | None | Unset = UNSET,
    from_ms: int | None | Unset = UNSET,
    to_ms: int | None | Unset = UNSET,
    limit: int | Unset = 100,
    cursor: None | str | Unset = UNSET,
) -> PageMinuteShape | ProblemShape | None:
    """Read the timeline of a session

     Oldest minute first, and of one minute by the name of the sense.

    Minutes of which a sense saw and heard nothing are left out. The last ones still change while the
    session runs. What is older than HYPECUT_KEEP_TIMELINE_MS (30 days) is forgotten.

    Args:
        session_id (str):
        sense (list[Sense] | None | Unset): Only these senses.
        from_ms (int | None | Unset): Only minutes that end after this media time.
        to_ms (int | None | Unset): Only minutes that begin before this media time.
        limit (int | Unset): Most items on a page. Default: 100.
        cursor (None | str | Unset): `next_cursor` of the page before.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PageMinuteShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            session_id=session_id,
            client=client,
            sense=sense,
            from_ms=from_ms,
            to_ms=to_ms,
            limit=limit,
            cursor=cursor,
        )
    ).parsed
