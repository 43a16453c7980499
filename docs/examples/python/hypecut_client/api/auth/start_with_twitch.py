from http import HTTPStatus
from typing import Any, cast

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.go_shape import GoShape
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    next_: str | Unset = "",
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["next"] = next_

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/auth/twitch/start",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | GoShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = GoShape.from_dict(response.json())

        return response_200

    if response.status_code == 303:
        response_303 = cast(Any, None)
        return response_303

    if response.status_code == 401:
        response_401 = ProblemShape.from_dict(response.json())

        return response_401

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
) -> Response[Any | GoShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    next_: str | Unset = "",
) -> Response[Any | GoShape | ProblemShape]:
    """Sign in with Twitch

     A browser is sent to Twitch. A program (`Accept: application/json`) is told where to send one.

    For a program the callback answers a pair of tokens, as a login does; for a browser it sets the
    cookie of
    a page. Whoever comes back must be who was sent: a browser has a cookie for that, a program the
    `secret`.

    Args:
        next_ (str | Unset): A path of this site to go on to. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | GoShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        next_=next_,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    next_: str | Unset = "",
) -> Any | GoShape | ProblemShape | None:
    """Sign in with Twitch

     A browser is sent to Twitch. A program (`Accept: application/json`) is told where to send one.

    For a program the callback answers a pair of tokens, as a login does; for a browser it sets the
    cookie of
    a page. Whoever comes back must be who was sent: a browser has a cookie for that, a program the
    `secret`.

    Args:
        next_ (str | Unset): A path of this site to go on to. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | GoShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        next_=next_,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    next_: str | Unset = "",
) -> Response[Any | GoShape | ProblemShape]:
    """Sign in with Twitch

     A browser is sent to Twitch. A program (`Accept: application/json`) is told where to send one.

    For a program the callback answers a pair of tokens, as a login does; for a browser it sets the
    cookie of
    a page. Whoever comes back must be who was sent: a browser has a cookie for that, a program the
    `secret`.

    Args:
        next_ (str | Unset): A path of this site to go on to. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | GoShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        next_=next_,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    next_: str | Unset = "",
) -> Any | GoShape | ProblemShape | None:
    """Sign in with Twitch

     A browser is sent to Twitch. A program (`Accept: application/json`) is told where to send one.

    For a program the callback answers a pair of tokens, as a login does; for a browser it sets the
    cookie of
    a page. Whoever comes back must be who was sent: a browser has a cookie for that, a program the
    `secret`.

    Args:
        next_ (str | Unset): A path of this site to go on to. Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | GoShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            next_=next_,
        )
    ).parsed
