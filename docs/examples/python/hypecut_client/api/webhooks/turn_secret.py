from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.new_webhook_shape import NewWebhookShape
from ...models.problem_shape import ProblemShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    row_id: str,
    *,
    at_once: bool | Unset = False,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["at_once"] = at_once

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/webhooks/{row_id}/secret".format(
            row_id=quote(str(row_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> NewWebhookShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = NewWebhookShape.from_dict(response.json())

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
) -> Response[NewWebhookShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    row_id: str,
    *,
    client: AuthenticatedClient,
    at_once: bool | Unset = False,
) -> Response[NewWebhookShape | ProblemShape]:
    """Make a webhook another secret

     Everything that is sent from now on is signed with it, and for a day with the one before as well.

    So the receiver may be changed at any time of that day. Of a secret that was made and replaced
    within
    the day, none but the last two sign.

    Args:
        row_id (str):
        at_once (bool | Unset): The secret before signs no more: it is in the wrong hands.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[NewWebhookShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        row_id=row_id,
        at_once=at_once,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    row_id: str,
    *,
    client: AuthenticatedClient,
    at_once: bool | Unset = False,
) -> NewWebhookShape | ProblemShape | None:
    """Make a webhook another secret

     Everything that is sent from now on is signed with it, and for a day with the one before as well.

    So the receiver may be changed at any time of that day. Of a secret that was made and replaced
    within
    the day, none but the last two sign.

    Args:
        row_id (str):
        at_once (bool | Unset): The secret before signs no more: it is in the wrong hands.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        NewWebhookShape | ProblemShape
    """

    return sync_detailed(
        row_id=row_id,
        client=client,
        at_once=at_once,
    ).parsed


async def asyncio_detailed(
    row_id: str,
    *,
    client: AuthenticatedClient,
    at_once: bool | Unset = False,
) -> Response[NewWebhookShape | ProblemShape]:
    """Make a webhook another secret

     Everything that is sent from now on is signed with it, and for a day with the one before as well.

    So the receiver may be changed at any time of that day. Of a secret that was made and replaced
    within
    the day, none but the last two sign.

    Args:
        row_id (str):
        at_once (bool | Unset): The secret before signs no more: it is in the wrong hands.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[NewWebhookShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        row_id=row_id,
        at_once=at_once,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    row_id: str,
    *,
    client: AuthenticatedClient,
    at_once: bool | Unset = False,
) -> NewWebhookShape | ProblemShape | None:
    """Make a webhook another secret

     Everything that is sent from now on is signed with it, and for a day with the one before as well.

    So the receiver may be changed at any time of that day. Of a secret that was made and replaced
    within
    the day, none but the last two sign.

    Args:
        row_id (str):
        at_once (bool | Unset): The secret before signs no more: it is in the wrong hands.
            Default: False.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        NewWebhookShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            row_id=row_id,
            client=client,
            at_once=at_once,
        )
    ).parsed
