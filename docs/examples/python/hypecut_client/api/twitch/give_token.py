from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.give_token_body import GiveTokenBody
from ...models.problem_shape import ProblemShape
from ...models.token_shape import TokenShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: GiveTokenBody | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/twitch/oauth2/token",
    }

    if not isinstance(body, Unset):
        _kwargs["data"] = body.to_dict()
    headers["Content-Type"] = "application/x-www-form-urlencoded"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemShape | TokenShape | None:
    if response.status_code == 200:
        response_200 = TokenShape.from_dict(response.json())

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

    if response.status_code == 409:
        response_409 = ProblemShape.from_dict(response.json())

        return response_409

    if response.status_code == 413:
        response_413 = ProblemShape.from_dict(response.json())

        return response_413

    if response.status_code == 422:
        response_422 = ProblemShape.from_dict(response.json())

        return response_422

    if response.status_code == 429:
        response_429 = ProblemShape.from_dict(response.json())

        return response_429

    if response.status_code == 502:
        response_502 = ProblemShape.from_dict(response.json())

        return response_502

    if response.status_code == 503:
        response_503 = ProblemShape.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ProblemShape | TokenShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: GiveTokenBody | Unset = UNSET,
) -> Response[ProblemShape | TokenShape]:
    """Get an access token of Twitch's

     For processes of the installation, in the form of Twitch's own endpoint: in the body or the address.

    With `grant_type=refresh_token` the access token of a link, fresh and one that Twitch takes; with
    `client_credentials` the application's own. Where a link has ended it answers 400, as Twitch does.

    Args:
        body (GiveTokenBody | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | TokenShape]
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
    client: AuthenticatedClient | Client,
    body: GiveTokenBody | Unset = UNSET,
) -> ProblemShape | TokenShape | None:
    """Get an access token of Twitch's

     For processes of the installation, in the form of Twitch's own endpoint: in the body or the address.

    With `grant_type=refresh_token` the access token of a link, fresh and one that Twitch takes; with
    `client_credentials` the application's own. Where a link has ended it answers 400, as Twitch does.

    Args:
        body (GiveTokenBody | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | TokenShape
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: GiveTokenBody | Unset = UNSET,
) -> Response[ProblemShape | TokenShape]:
    """Get an access token of Twitch's

     For processes of the installation, in the form of Twitch's own endpoint: in the body or the address.

    With `grant_type=refresh_token` the access token of a link, fresh and one that Twitch takes; with
    `client_credentials` the application's own. Where a link has ended it answers 400, as Twitch does.

    Args:
        body (GiveTokenBody | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | TokenShape]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: GiveTokenBody | Unset = UNSET,
) -> ProblemShape | TokenShape | None:
    """Get an access token of Twitch's

     For processes of the installation, in the form of Twitch's own endpoint: in the body or the address.

    With `grant_type=refresh_token` the access token of a link, fresh and one that Twitch takes; with
    `client_credentials` the application's own. Where a link has ended it answers 400, as Twitch does.

    Args:
        body (GiveTokenBody | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | TokenShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
