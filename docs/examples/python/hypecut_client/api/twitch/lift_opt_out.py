from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_shape import ProblemShape
from ...types import Response


def _get_kwargs(
    opt_out_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "delete",
        "url": "/v1/twitch/opt-outs/{opt_out_id}".format(
            opt_out_id=quote(str(opt_out_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | ProblemShape | None:
    if response.status_code == 204:
        response_204 = cast(Any, None)
        return response_204

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
) -> Response[Any | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    opt_out_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Any | ProblemShape]:
    """Let a channel be watched again

     For operators, and for the streamer who asked for it. What ended stays ended.

    Args:
        opt_out_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemShape]
    """

    kwargs = _get_kwargs(
        opt_out_id=opt_out_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    opt_out_id: str,
    *,
    client: AuthenticatedClient,
) -> Any | ProblemShape | None:
    """Let a channel be watched again

     For operators, and for the streamer who asked for it. What ended stays ended.

    Args:
        opt_out_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemShape
    """

    return sync_detailed(
        opt_out_id=opt_out_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    opt_out_id: str,
    *,
    client: AuthenticatedClient,
) -> Response[Any | ProblemShape]:
    """Let a channel be watched again

     For operators, and for the streamer who asked for it. What ended stays ended.

    Args:
        opt_out_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | ProblemShape]
    """

    kwargs = _get_kwargs(
        opt_out_id=opt_out_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    opt_out_id: str,
    *,
    client: AuthenticatedClient,
) -> Any | ProblemShape | None:
    """Let a channel be watched again

     For operators, and for the streamer who asked for it. What ended stays ended.

    Args:
        opt_out_id (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | ProblemShape
    """

    return (
        await asyncio_detailed(
            opt_out_id=opt_out_id,
            client=client,
        )
    ).parsed
