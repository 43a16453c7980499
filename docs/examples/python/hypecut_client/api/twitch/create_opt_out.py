from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.opt_out_request import OptOutRequest
from ...models.opt_out_shape import OptOutShape
from ...models.problem_shape import ProblemShape
from ...types import Response


def _get_kwargs(
    *,
    body: OptOutRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/twitch/opt-outs",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> OptOutShape | ProblemShape | None:
    if response.status_code == 201:
        response_201 = OptOutShape.from_dict(response.json())

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
) -> Response[OptOutShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: OptOutRequest,
) -> Response[OptOutShape | ProblemShape]:
    """Let nobody watch a channel

     For operators, and for streamers who have signed in with Twitch, of their own channel.

    In one transaction every watch of the channel ends, in every workspace, links of it stop, and its
    clips
    are taken down where that is asked for; no watch of it is wanted from then on, whatever it is called
    by
    then. It works without an application at Twitch and while Twitch is away; the name or the identity
    that
    is missing is then looked up later.

    Args:
        body (OptOutRequest): A streamer who is not to be watched, by identity, by name, or by
            both.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OptOutShape | ProblemShape]
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
    body: OptOutRequest,
) -> OptOutShape | ProblemShape | None:
    """Let nobody watch a channel

     For operators, and for streamers who have signed in with Twitch, of their own channel.

    In one transaction every watch of the channel ends, in every workspace, links of it stop, and its
    clips
    are taken down where that is asked for; no watch of it is wanted from then on, whatever it is called
    by
    then. It works without an application at Twitch and while Twitch is away; the name or the identity
    that
    is missing is then looked up later.

    Args:
        body (OptOutRequest): A streamer who is not to be watched, by identity, by name, or by
            both.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OptOutShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: OptOutRequest,
) -> Response[OptOutShape | ProblemShape]:
    """Let nobody watch a channel

     For operators, and for streamers who have signed in with Twitch, of their own channel.

    In one transaction every watch of the channel ends, in every workspace, links of it stop, and its
    clips
    are taken down where that is asked for; no watch of it is wanted from then on, whatever it is called
    by
    then. It works without an application at Twitch and while Twitch is away; the name or the identity
    that
    is missing is then looked up later.

    Args:
        body (OptOutRequest): A streamer who is not to be watched, by identity, by name, or by
            both.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OptOutShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: OptOutRequest,
) -> OptOutShape | ProblemShape | None:
    """Let nobody watch a channel

     For operators, and for streamers who have signed in with Twitch, of their own channel.

    In one transaction every watch of the channel ends, in every workspace, links of it stop, and its
    clips
    are taken down where that is asked for; no watch of it is wanted from then on, whatever it is called
    by
    then. It works without an application at Twitch and while Twitch is away; the name or the identity
    that
    is missing is then looked up later.

    Args:
        body (OptOutRequest): A streamer who is not to be watched, by identity, by name, or by
            both.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OptOutShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
