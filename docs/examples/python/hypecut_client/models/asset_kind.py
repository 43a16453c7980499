from typing import Literal

AssetKind = Literal["font", "intro", "logo", "outro", "sound"]

ASSET_KIND_VALUES: set[AssetKind] = {
    "font",
    "intro",
    "logo",
    "outro",
    "sound",
}


def check_asset_kind(value: str) -> AssetKind:
    if value in ASSET_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ASSET_KIND_VALUES!r}")
