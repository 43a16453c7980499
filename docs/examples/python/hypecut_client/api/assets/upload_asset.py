from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.asset_kind import AssetKind
from ...models.asset_shape import AssetShape
from ...models.problem_shape import ProblemShape
from ...models.upload_asset_files_body import UploadAssetFilesBody
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: UploadAssetFilesBody | str | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
    kind: AssetKind | Unset = UNSET,
    name: str | Unset = "",
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    json_workspace_id: None | str | Unset
    if isinstance(workspace_id, Unset):
        json_workspace_id = UNSET
    else:
        json_workspace_id = workspace_id
    params["workspace_id"] = json_workspace_id

    json_kind: str | Unset = UNSET
    if not isinstance(kind, Unset):
        json_kind = kind

    params["kind"] = json_kind

    params["name"] = name

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/assets",
        "params": params,
    }

    if isinstance(body, UploadAssetFilesBody):
        _kwargs["files"] = body.to_multipart()

        headers["Content-Type"] = "multipart/form-data; boundary=+++"
    if isinstance(body, str):
        _kwargs["content"] = body.payload
        headers["Content-Type"] = "application/octet-stream"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AssetShape | ProblemShape | None:
    if response.status_code == 200:
        response_200 = AssetShape.from_dict(response.json())

        return response_200

    if response.status_code == 201:
        response_201 = AssetShape.from_dict(response.json())

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
) -> Response[AssetShape | ProblemShape]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: UploadAssetFilesBody | str | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
    kind: AssetKind | Unset = UNSET,
    name: str | Unset = "",
) -> Response[AssetShape | ProblemShape]:
    """Upload an asset

     A form with `file`, `kind` and `name`, or the content as body with `kind` and `name` in the query.

    What it is is told by its first bytes: a logo is PNG, JPEG or WebP, an intro and an outro MP4, a
    sound
    WAV, MP3 or Ogg, a font TrueType or OpenType; 64 MiB at most. The same content for the same use is
    there once in a workspace: sent again, the answer is 200 with the one there is.

    Args:
        workspace_id (None | str | Unset):
        kind (AssetKind | Unset): The part that it plays in a clip.
        name (str | Unset): For people; no path is made of it. Default: ''.
        body (UploadAssetFilesBody):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AssetShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        body=body,
        workspace_id=workspace_id,
        kind=kind,
        name=name,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: UploadAssetFilesBody | str | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
    kind: AssetKind | Unset = UNSET,
    name: str | Unset = "",
) -> AssetShape | ProblemShape | None:
    """Upload an asset

     A form with `file`, `kind` and `name`, or the content as body with `kind` and `name` in the query.

    What it is is told by its first bytes: a logo is PNG, JPEG or WebP, an intro and an outro MP4, a
    sound
    WAV, MP3 or Ogg, a font TrueType or OpenType; 64 MiB at most. The same content for the same use is
    there once in a workspace: sent again, the answer is 200 with the one there is.

    Args:
        workspace_id (None | str | Unset):
        kind (AssetKind | Unset): The part that it plays in a clip.
        name (str | Unset): For people; no path is made of it. Default: ''.
        body (UploadAssetFilesBody):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AssetShape | ProblemShape
    """

    return sync_detailed(
        client=client,
        body=body,
        workspace_id=workspace_id,
        kind=kind,
        name=name,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: UploadAssetFilesBody | str | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
    kind: AssetKind | Unset = UNSET,
    name: str | Unset = "",
) -> Response[AssetShape | ProblemShape]:
    """Upload an asset

     A form with `file`, `kind` and `name`, or the content as body with `kind` and `name` in the query.

    What it is is told by its first bytes: a logo is PNG, JPEG or WebP, an intro and an outro MP4, a
    sound
    WAV, MP3 or Ogg, a font TrueType or OpenType; 64 MiB at most. The same content for the same use is
    there once in a workspace: sent again, the answer is 200 with the one there is.

    Args:
        workspace_id (None | str | Unset):
        kind (AssetKind | Unset): The part that it plays in a clip.
        name (str | Unset): For people; no path is made of it. Default: ''.
        body (UploadAssetFilesBody):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AssetShape | ProblemShape]
    """

    kwargs = _get_kwargs(
        body=body,
        workspace_id=workspace_id,
        kind=kind,
        name=name,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: UploadAssetFilesBody | str | Unset = UNSET,
    workspace_id: None | str | Unset = UNSET,
    kind: AssetKind | Unset = UNSET,
    name: str | Unset = "",
) -> AssetShape | ProblemShape | None:
    """Upload an asset

     A form with `file`, `kind` and `name`, or the content as body with `kind` and `name` in the query.

    What it is is told by its first bytes: a logo is PNG, JPEG or WebP, an intro and an outro MP4, a
    sound
    WAV, MP3 or Ogg, a font TrueType or OpenType; 64 MiB at most. The same content for the same use is
    there once in a workspace: sent again, the answer is 200 with the one there is.

    Args:
        workspace_id (None | str | Unset):
        kind (AssetKind | Unset): The part that it plays in a clip.
        name (str | Unset): For people; no path is made of it. Default: ''.
        body (UploadAssetFilesBody):
        body (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AssetShape | ProblemShape
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            workspace_id=workspace_id,
            kind=kind,
            name=name,
        )
    ).parsed
