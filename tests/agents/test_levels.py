"""A new level is one piece of news: a raid, the first talk after silence, music that begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.judging_levels import first_talk, music_figures, raid


@pytest.mark.parametrize("seed", range(2))
def test_a_raid_that_stays_is_one_clip(seed: int) -> None:
    assert len(raid(seed)) == 1


@pytest.mark.parametrize("seed", range(2))
def test_the_first_talk_after_ten_silent_minutes_is_one_clip_at_most(seed: int) -> None:
    assert len(first_talk(seed)) <= 1


def test_music_is_at_most_two_clips(shared_data: Path) -> None:
    figures = music_figures(shared_data, songs=1)
    assert max(figures["music_joins_talk"]) <= 2
    assert max(figures["music_takes_over"]) <= 2
