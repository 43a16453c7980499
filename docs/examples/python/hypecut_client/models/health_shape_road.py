from typing import Literal

HealthShapeRoad = Literal["ok", "unreachable"]

HEALTH_SHAPE_ROAD_VALUES: set[HealthShapeRoad] = {
    "ok",
    "unreachable",
}


def check_health_shape_road(value: str) -> HealthShapeRoad:
    if value in HEALTH_SHAPE_ROAD_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HEALTH_SHAPE_ROAD_VALUES!r}")
