from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_shape import ProblemShape
from ...models.take_event_body import TakeEventBody
from ...models.taken_shape import TakenShape
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: TakeEventBody | Unset = UNSET,
    stripe_signature: str | Unset = "",
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(stripe_signature, Unset):
        headers["stripe-signature"] = stripe_signature

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/billing/stripe/events",
    }

    if not isinstance(body, Unset):
        _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemShape | TakenShape | None:
    if response.status_code == 200:
        response_200 = TakenShape.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ProblemShape.from_dict(response.json())

        return response_400

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

    if response.status_code == 503:
        response_503 = ProblemShape.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ProblemShape | TakenShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: TakeEventBody | Unset = UNSET,
    stripe_signature: str | Unset = "",
) -> Response[ProblemShape | TakenShape]:
    """Take an event of Stripe's

     It is written down and answered; what follows from it happens afterwards, once.

    An event that has come before changes nothing. Stripe sends again what is not answered with a 2xx.

    Args:
        stripe_signature (str | Unset): Stripe's signature of the body. Default: ''.
        body (TakeEventBody | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | TakenShape]
    """

    kwargs = _get_kwargs(
        body=body,
        stripe_signature=stripe_signature,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: TakeEventBody | Unset = UNSET,
    stripe_signature: str | Unset = "",
) -> ProblemShape | TakenShape | None:
    """Take an event of Stripe's

     It is written down and answered; what follows from it happens afterwards, once.

    An event that has come before changes nothing. Stripe sends again what is not answered with a 2xx.

    Args:
        stripe_signature (str | Unset): Stripe's signature of the body. Default: ''.
        body (TakeEventBody | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | TakenShape
    """

    return sync_detailed(
        client=client,
        body=body,
        stripe_signature=stripe_signature,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: TakeEventBody | Unset = UNSET,
    stripe_signature: str | Unset = "",
) -> Response[ProblemShape | TakenShape]:
    """Take an event of Stripe's

     It is written down and answered; what follows from it happens afterwards, once.

    An event that has come before changes nothing. Stripe sends again what is not answered with a 2xx.

    Args:
        stripe_signature (str | Unset): Stripe's signature of the body. Default: ''.
        body (TakeEventBody | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | TakenShape]
    """

    kwargs = _get_kwargs(
        body=body,
        stripe_signature=stripe_signature,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: TakeEventBody | Unset = UNSET,
    stripe_signature: str | Unset = "",
) -> ProblemShape | TakenShape | None:
    """Take an event of Stripe's

     It is written down and answered; what follows from it happens afterwards, once.

    An event that has come before changes nothing. Stripe sends again what is not answered with a 2xx.

    Args:
        stripe_signature (str | Unset): Stripe's signature of the body. Default: ''.
        body (TakeEventBody | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | TakenShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            stripe_signature=stripe_signature,
        )
    ).parsed
