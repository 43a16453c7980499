"""How well the judges find what people marked: `python -m bench.judging [--json] [--data DIR]`.

In: recorded chats and sounds with labels. Out: F1, recall and cost, each beside a simple detector on
the same input in the same run. Labels are read by this file only; no judge ever sees them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np

from agents.panel import Panel
from bench.judging_levels import level_figures
from bench.labelled import (
    SESSION_ID,
    Interval,
    Matched,
    chat_events,
    final_highlights,
    judge,
    match,
    read_lines,
    spans_s,
)
from bench.labelled_sound import audio_figures
from schemas.judging import Modality, Signal

Z_THRESHOLD, Z_WINDOW_S, Z_TRAIL_S, Z_COOLDOWN_S = 3.0, 10, 600, 90
Z_SPAN_S = 30
"""The z-score alarm has no span of its own: it is given the half minute before it."""
LINK_EARLIEST_S, LINK_LATEST_S = 210, 30
"""A link to a clip is posted so long after its moment."""
ALARMS_PER_HOUR = 4
WORTH = ("amusement", "amazement", "amasement", "unfortunate (nice try)")


def z_alarms(messages: Sequence[dict[str, Any]], length_s: int) -> list[int]:
    """The usual detector: unique chatters of 10 s, z-score over a trailing 10 minutes, 90 s cooldown."""
    rate = people_rate(messages, length_s)
    alarms: list[int] = []
    for second in range(60, length_s):
        past = rate[max(0, second - Z_TRAIL_S) : second]
        quiet = not alarms or second - alarms[-1] >= Z_COOLDOWN_S
        if quiet and rate[second] >= past.mean() + Z_THRESHOLD * (past.std() + 1e-9):
            alarms.append(second)
    return alarms


def people_rate(messages: Sequence[dict[str, Any]], length_s: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Unique people of the last 10 s, by second."""
    by_second: dict[int, set[str]] = defaultdict(set)
    for line in messages:
        by_second[int(line["t"])].add(line["u"])
    rate = np.zeros(length_s)
    for second in range(length_s):
        window: set[str] = set()
        for past in range(max(0, second - Z_WINDOW_S + 1), second + 1):
            window |= by_second.get(past, set())
        rate[second] = len(window)
    return rate


def godtone(chat: Path) -> dict[str, Any]:
    """F1 of chat alone on a stream marked by hand, beside the z-score."""
    messages = read_lines(chat / "godtone_first_half.jsonl.gz")
    labelled = json.loads((chat / "godtone_first_half_labels.json").read_text())
    labels = [(float(start), float(end)) for start, end in labelled["highlights_s"]]
    length_s = int(labelled["duration_s"])
    began = time.process_time()
    found = final_highlights(judge(chat_events(messages, length_s)))
    cpu_s = time.process_time() - began
    alarms = z_alarms(messages, length_s)
    windows = [(start - 10, end + 30) for start, end in labels]
    own_rule = Matched(
        sum(any(start <= alarm <= end for alarm in alarms) for start, end in windows),
        len(alarms),
        len(labels),
    )
    true_alarms = sum(any(start <= alarm <= end for start, end in windows) for alarm in alarms)
    return {
        "hypecut": match(spans_s(found), labels).figures(),
        "z_score_same_rule": match([(alarm - Z_SPAN_S, float(alarm)) for alarm in alarms], labels).figures(),
        "z_score_own_rule": {
            "precision": round(true_alarms / max(1, len(alarms)), 3),
            "recall": own_rule.figures()["recall"],
        },
        "clip_s_mean": round(float(np.mean([e - s for s, e in spans_s(found)])), 1),
        "cpu_ms_per_s_of_chat": round(1000 * cpu_s / length_s, 3),
    }


def bursts(chat: Path) -> dict[str, Any]:
    """AUC of a burst's score against whether people found it worth a clip."""
    lines = read_lines(chat / "labelled_bursts.jsonl.gz")
    by_video: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for burst in lines:
        by_video[burst["video_id"]].append(burst)
    ours, rates, worth = [], [], []
    for video in by_video.values():
        said, first_s = [], min(b["start_s"] for b in video)
        for number, burst in enumerate(video):
            for index, (stamp, text) in enumerate(zip(burst["stamps_s"], burst["messages"], strict=False)):
                said.append({"t": stamp - first_s, "u": f"{number}.{index}", "m": text})
        length_s = int(max(b["end_s"] for b in video) - first_s) + 2
        scores = chat_scores(said, length_s)
        for burst in video:
            start, end = int(burst["start_s"] - first_s), int(burst["end_s"] - first_s) + 2
            ours.append(max(scores[start:end]))
            rates.append(len(burst["messages"]) / max(1.0, burst["end_s"] - burst["start_s"]))
            worth.append(burst["label"] in WORTH)
    return {"bursts": len(worth), "auc": auc(ours, worth), "auc_message_rate": auc(rates, worth)}


def chat_scores(messages: Sequence[dict[str, Any]], length_s: int) -> list[float]:
    """The chat judge's score of each second."""
    panel = Panel(SESSION_ID)
    scores: list[float] = []
    for modality, event in chat_events(messages, length_s):
        if modality is Modality.CHAT:
            said = panel.chat.hear(panel.chat_memory, event)
            scores.extend(one.score for one in said if isinstance(one, Signal))
    return scores


def auc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """Area under the ROC curve."""
    ups = np.array([s for s, p in zip(scores, positive, strict=True) if p])
    downs = np.array([s for s, p in zip(scores, positive, strict=True) if not p])
    wins = (ups[:, None] > downs).sum() + 0.5 * (ups[:, None] == downs).sum()
    return round(float(wins / (ups.size * downs.size)), 3)


def small_channel(chat: Path) -> dict[str, Any]:
    """How many linked moments of a small channel are found, as it is and at a fixed alarm rate."""
    vods: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in read_lines(chat / "small_channel_60vods.jsonl.gz"):
        vods[line["vod"]].append(line)
    links: dict[str, list[float]] = defaultdict(list)
    for link in json.loads((chat / "small_channel_60vods_labels.json").read_text()):
        links[link["vod"]].append(link["link_posted_s"])
    ours: list[tuple[float, str, Interval]] = []
    rates: list[tuple[float, str, Interval]] = []
    opened: list[tuple[float, str, Interval]] = []
    hours = 0.0
    for vod, messages in vods.items():
        length_s = int(max(line["t"] for line in messages)) + 2
        hours += length_s / 3600
        ours += [(value, vod, (at - 40.0, at)) for at, value in peaks(chat_scores(messages, length_s))]
        rate = people_rate(messages, length_s)
        past = np.array([rate[max(0, s - Z_TRAIL_S) : s].mean() if s else rate[0] for s in range(length_s)])
        rates += [(value, vod, (at - 40.0, at)) for at, value in peaks(list((rate + 1) / (past + 1)))]
        found = final_highlights(judge(chat_events(messages, length_s)))
        opened.extend((one.score, vod, (one.start_ms / 1000, one.end_ms / 1000)) for one in found)
    count = int(ALARMS_PER_HOUR * hours)
    return {
        "hours": round(hours, 1),
        "links": sum(map(len, links.values())),
        "recall_at_4_an_hour": recall(sorted(ours, reverse=True)[:count], links),
        "recall_at_4_an_hour_people_rate": recall(sorted(rates, reverse=True)[:count], links),
        "highlights_an_hour": round(len(opened) / hours, 2),
        "recall_of_highlights": recall(opened, links),
    }


def peaks(scores: Sequence[float], apart_s: int = 60) -> list[tuple[int, float]]:
    """Local maxima, none nearer than `apart_s` to a higher one."""
    values = np.asarray(scores)
    free = np.ones(values.size, dtype=bool)
    found: list[tuple[int, float]] = []
    for at in np.argsort(-values, kind="stable"):
        if values[at] <= 1.2:
            break
        if free[at]:
            found.append((int(at), float(values[at])))
            free[max(0, at - apart_s) : at + apart_s] = False
    return found


def recall(found: Sequence[tuple[float, str, Interval]], links: dict[str, list[float]]) -> float:
    """Share of the links whose moment is covered by something found."""
    by_vod: dict[str, list[Interval]] = defaultdict(list)
    for _, vod, span in found:
        by_vod[vod].append(span)
    hits = sum(
        any(start <= at - LINK_LATEST_S and end >= at - LINK_EARLIEST_S for start, end in by_vod[vod])
        for vod, times in links.items()
        for at in times
    )
    return round(hits / max(1, sum(map(len, links.values()))), 3)


def busy_channel(chat: Path) -> dict[str, Any]:
    """Alarms and cost on a chat of 8.5 messages a second with bursts of 58."""
    messages = read_lines(chat / "busy_channel_worlds2016_day1.jsonl.gz")
    first_s = messages[0]["t"]
    for line in messages:
        line["t"] -= first_s
    length_s = int(messages[-1]["t"]) + 1
    panel = Panel(SESSION_ID)
    began, said, largest = time.process_time(), [], 0
    for number, (modality, event) in enumerate(chat_events(messages, length_s)):
        said += panel.hear(modality, event)
        if number % 97 == 0:
            frozen = len(panel.chat.freeze(panel.chat_memory)), len(panel.fusion.freeze(panel.fusion_memory))
            largest = max(largest, *frozen)
    cpu_s = time.process_time() - began
    found = final_highlights(said)
    return {
        "hours": round(length_s / 3600, 2),
        "messages": len(messages),
        "highlights_an_hour": round(len(found) / (length_s / 3600), 2),
        "z_score_alarms_an_hour": round(len(z_alarms(messages, length_s)) / (length_s / 3600), 2),
        "cpu_us_per_message": round(1e6 * cpu_s / len(messages), 1),
        "largest_memory_bytes": largest,
    }


def main(arguments: list[str]) -> int:
    """Run every part whose data is there."""
    parser = argparse.ArgumentParser(prog="python -m bench.judging")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--only", choices=("godtone", "bursts", "small", "busy", "audio", "levels"))
    options = parser.parse_args(arguments)
    if not options.data.is_dir():
        sys.stderr.write(f"no recorded data at {options.data}; name its folder with --data\n")
        return 2
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "godtone": lambda: godtone(options.data / "chat"),
        "bursts": lambda: bursts(options.data / "chat"),
        "small": lambda: small_channel(options.data / "chat"),
        "busy": lambda: busy_channel(options.data / "chat"),
        "audio": lambda: audio_figures(options.data),
        "levels": lambda: level_figures(options.data),
    }
    chosen = parts if options.only is None else {options.only: parts[options.only]}
    result = {}
    for name, run in chosen.items():
        sys.stderr.write(f"{name} ...\n")
        result[name] = run()
    print(json.dumps(result, indent=None if options.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
