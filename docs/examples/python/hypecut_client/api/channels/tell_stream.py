from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.heard_shape import HeardShape
from ...models.problem_shape import ProblemShape
from ...models.stream_event_request import StreamEventRequest
from ...types import Response


def _get_kwargs(
    channel_id: str,
    *,
    body: StreamEventRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/channels/{channel_id}/stream".format(
            channel_id=quote(str(channel_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> HeardShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = HeardShape.from_dict(response.json())

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
) -> Response[HeardShape | ProblemShape]:
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
    body: StreamEventRequest,
) -> Response[HeardShape | ProblemShape]:
    """Tell what happened to a channel's stream

     In any order, and as often as you like: what is older than what was heard changes nothing, but is
    kept.

    `online` begins the watch of a channel with `auto_watch`, with the channel's source, chat and
    template;
    `offline` ends it after HYPECUT_STREAM_GRACE_MS, unless it is on air again by then; `raided_out`
    ends it
    at once where `raid_ends` says so. What `changed` or `online` tell is on the running session.

    Args:
        channel_id (str):
        body (StreamEventRequest): A word of the platform on a channel's stream.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HeardShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        channel_id=channel_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    channel_id: str,
    *,
    client: AuthenticatedClient,
    body: StreamEventRequest,
) -> HeardShape | ProblemShape | None:
    """Tell what happened to a channel's stream

     In any order, and as often as you like: what is older than what was heard changes nothing, but is
    kept.

    `online` begins the watch of a channel with `auto_watch`, with the channel's source, chat and
    template;
    `offline` ends it after HYPECUT_STREAM_GRACE_MS, unless it is on air again by then; `raided_out`
    ends it
    at once where `raid_ends` says so. What `changed` or `online` tell is on the running session.

    Args:
        channel_id (str):
        body (StreamEventRequest): A word of the platform on a channel's stream.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HeardShape | ProblemShape
    """

    return sync_detailed(
        channel_id=channel_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    channel_id: str,
    *,
    client: AuthenticatedClient,
    body: StreamEventRequest,
) -> Response[HeardShape | ProblemShape]:
    """Tell what happened to a channel's stream

     In any order, and as often as you like: what is older than what was heard changes nothing, but is
    kept.

    `online` begins the watch of a channel with `auto_watch`, with the channel's source, chat and
    template;
    `offline` ends it after HYPECUT_STREAM_GRACE_MS, unless it is on air again by then; `raided_out`
    ends it
    at once where `raid_ends` says so. What `changed` or `online` tell is on the running session.

    Args:
        channel_id (str):
        body (StreamEventRequest): A word of the platform on a channel's stream.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[HeardShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        channel_id=channel_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    channel_id: str,
    *,
    client: AuthenticatedClient,
    body: StreamEventRequest,
) -> HeardShape | ProblemShape | None:
    """Tell what happened to a channel's stream

     In any order, and as often as you like: what is older than what was heard changes nothing, but is
    kept.

    `online` begins the watch of a channel with `auto_watch`, with the channel's source, chat and
    template;
    `offline` ends it after HYPECUT_STREAM_GRACE_MS, unless it is on air again by then; `raided_out`
    ends it
    at once where `raid_ends` says so. What `changed` or `online` tell is on the running session.

    Args:
        channel_id (str):
        body (StreamEventRequest): A word of the platform on a channel's stream.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        HeardShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            channel_id=channel_id,
            client=client,
            body=body,
        )
    ).parsed
