from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.callback_body import CallbackBody
from ...models.callback_shape import CallbackShape
from ...models.problem_shape import ProblemShape
from ...types import Response


def _get_kwargs(
    *,
    body: CallbackBody,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/auth/twitch/callback",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CallbackShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = CallbackShape.from_dict(response.json())

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
) -> Response[CallbackShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: CallbackBody,
) -> Response[CallbackShape | ProblemShape]:
    """Hand in what came back from Twitch

     For a program that sent a browser to Twitch: what stands in the address that the browser came back
    to.

    A sign-in answers tokens, also one that a page began.

    Args:
        body (CallbackBody): What came back from Twitch to a browser, for the program that began
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CallbackShape | ProblemShape]
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
    body: CallbackBody,
) -> CallbackShape | ProblemShape | None:
    """Hand in what came back from Twitch

     For a program that sent a browser to Twitch: what stands in the address that the browser came back
    to.

    A sign-in answers tokens, also one that a page began.

    Args:
        body (CallbackBody): What came back from Twitch to a browser, for the program that began
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CallbackShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: CallbackBody,
) -> Response[CallbackShape | ProblemShape]:
    """Hand in what came back from Twitch

     For a program that sent a browser to Twitch: what stands in the address that the browser came back
    to.

    A sign-in answers tokens, also one that a page began.

    Args:
        body (CallbackBody): What came back from Twitch to a browser, for the program that began
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CallbackShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: CallbackBody,
) -> CallbackShape | ProblemShape | None:
    """Hand in what came back from Twitch

     For a program that sent a browser to Twitch: what stands in the address that the browser came back
    to.

    A sign-in answers tokens, also one that a page began.

    Args:
        body (CallbackBody): What came back from Twitch to a browser, for the program that began
            it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CallbackShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
