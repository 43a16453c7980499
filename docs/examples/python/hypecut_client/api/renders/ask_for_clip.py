from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem_shape import ProblemShape
from ...models.render_request import RenderRequest
from ...models.render_shape import RenderShape
from ...types import Response


def _get_kwargs(
    *,
    body: RenderRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/renders",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ProblemShape | RenderShape | None:
    if response.status_code == 200:
        response_200 = RenderShape.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = RenderShape.from_dict(response.json())

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

    if response.status_code == 503:
        response_503 = ProblemShape.from_dict(response.json())

        return response_503

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ProblemShape | RenderShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: RenderRequest,
) -> Response[ProblemShape | RenderShape]:
    """Ask for a clip

     A clip of a highlight, made with a template. The answer is the attempt; its `clip_id` is to be.

    There is one clip of a highlight and a template, whoever asks for it and how often: asked for again,
    the
    answer is 200 with the newest attempt. It is made anew (201) when it failed, when its template was
    changed since, or when that could not be used. Without `template_id` it is the highlight's own clip.

    Args:
        body (RenderRequest): A clip that is wanted.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | RenderShape]
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
    body: RenderRequest,
) -> ProblemShape | RenderShape | None:
    """Ask for a clip

     A clip of a highlight, made with a template. The answer is the attempt; its `clip_id` is to be.

    There is one clip of a highlight and a template, whoever asks for it and how often: asked for again,
    the
    answer is 200 with the newest attempt. It is made anew (201) when it failed, when its template was
    changed since, or when that could not be used. Without `template_id` it is the highlight's own clip.

    Args:
        body (RenderRequest): A clip that is wanted.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | RenderShape
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: RenderRequest,
) -> Response[ProblemShape | RenderShape]:
    """Ask for a clip

     A clip of a highlight, made with a template. The answer is the attempt; its `clip_id` is to be.

    There is one clip of a highlight and a template, whoever asks for it and how often: asked for again,
    the
    answer is 200 with the newest attempt. It is made anew (201) when it failed, when its template was
    changed since, or when that could not be used. Without `template_id` it is the highlight's own clip.

    Args:
        body (RenderRequest): A clip that is wanted.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ProblemShape | RenderShape]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: RenderRequest,
) -> ProblemShape | RenderShape | None:
    """Ask for a clip

     A clip of a highlight, made with a template. The answer is the attempt; its `clip_id` is to be.

    There is one clip of a highlight and a template, whoever asks for it and how often: asked for again,
    the
    answer is 200 with the newest attempt. It is made anew (201) when it failed, when its template was
    changed since, or when that could not be used. Without `template_id` it is the highlight's own clip.

    Args:
        body (RenderRequest): A clip that is wanted.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ProblemShape | RenderShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
