"""The texts that the bot comes with, by language, and which placeholders each of them may have."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Action(StrEnum):
    """What a command does. `say` is that of commands which channels make by themselves."""

    CLIP = "clip"
    CLIPS = "clips"
    BEST = "best"
    WATCH = "watch"
    CREDITS = "credits"
    HYPE = "hype"
    HELP = "help"
    SAY = "say"


class Language(StrEnum):
    """Of the built-in texts."""

    ENGLISH = "en"
    GERMAN = "de"
    SPANISH = "es"


EVERY: Mapping[str, frozenset[str]] = {
    "cooldown": frozenset({"seconds"}),
    "denied": frozenset(),
}
"""What any command may say; both are silent unless a channel words them."""

_CLIP = frozenset({"link", "title", "score", "seconds"})

PLACEHOLDERS: Mapping[Action, Mapping[str, frozenset[str]]] = {
    Action.CLIP: {
        "accepted": frozenset({"seconds", "title"}),
        "not_watched": frozenset(),
        "no_credits": frozenset(),
        "not_yet": frozenset(),
        "ready": _CLIP,
        "failed": frozenset({"reason"}),
        "dropped": frozenset(),
        "nothing": frozenset(),
        "ended": frozenset(),
        "stopped": frozenset(),
        "spent": frozenset(),
        "taken_down": frozenset(),
        "late": frozenset(),
    },
    Action.CLIPS: {"clips": frozenset({"count", "links", "link", "title"}), "none": frozenset()},
    Action.BEST: {
        "stream": _CLIP,
        "today": _CLIP,
        "none": frozenset(),
    },
    Action.WATCH: {
        "on": frozenset(),
        "off": frozenset(),
        "is_on": frozenset(),
        "is_off": frozenset(),
        "no_credits": frozenset(),
        "refused": frozenset(),
    },
    Action.CREDITS: {
        "left": frozenset({"credits", "minutes"}),
        "unlimited": frozenset(),
        "low": frozenset({"credits", "minutes"}),
        "empty": frozenset(),
    },
    Action.HYPE: {
        "scores": frozenset({"score", "chat", "audio", "vision", "best", "age"}),
        "none": frozenset(),
        "not_watched": frozenset(),
    },
    Action.HELP: {"help": frozenset({"commands"})},
    Action.SAY: {"reply": frozenset({"channel", "title", "category", "minutes", "clips"})},
}
"""By action, the texts it may say and what may stand in each."""

_ENGLISH: Mapping[Action, Mapping[str, str]] = {
    Action.CLIP: {
        "accepted": "On its way: the last {seconds} s are marked, the link comes here.",
        "not_watched": "No clip: this channel is not being watched right now.",
        "no_credits": "No clip: there are no credits left to watch this channel with.",
        "not_yet": "No clip yet: the channel is just being opened, try again in a moment.",
        "ready": "Your clip is ready: {link} {title}",
        "failed": "No clip: it could not be made.",
        "dropped": "No clip this time: a second look found too little going on there.",
        "nothing": "No clip this time: too little was going on there.",
        "ended": "No clip this time: the stream ended before anything came of it.",
        "stopped": "No clip this time: the channel is not being watched any more.",
        "spent": "No clip this time: the credits are used up.",
        "taken_down": "No clip: it was taken down.",
        "late": "No clip this time: it took too long to make.",
    },
    Action.CLIPS: {"clips": "Clips of this stream: {count}, the newest: {links}", "none": "No clips yet."},
    Action.BEST: {
        "stream": "The best of this stream, {score}x normal: {link} {title}",
        "today": "The best of the last 24 hours, {score}x normal: {link} {title}",
        "none": "No clips yet.",
    },
    Action.WATCH: {
        "on": "This channel is being watched from now on.",
        "off": "This channel is not being watched any more.",
        "is_on": "This channel is being watched.",
        "is_off": "This channel is not being watched.",
        "no_credits": "There are no credits left to watch this channel with.",
        "refused": "This channel cannot be watched from here.",
    },
    Action.CREDITS: {
        "left": "{credits} credits left, for {minutes} minutes.",
        "unlimited": "Watching this channel costs no credits.",
        "low": "The credits last for {minutes} more minutes.",
        "empty": "The credits are used up: this channel is not being watched any more.",
    },
    Action.HYPE: {
        "scores": "{score}x normal (chat {chat}x, sound {audio}x, picture {vision}x), the most this stream "
        "{best}x. As of {age} s ago.",
        "none": "There are no scores yet.",
        "not_watched": "There are no scores: this channel is not being watched right now.",
    },
    Action.HELP: {"help": "I know: {commands}"},
    Action.SAY: {},
}

_GERMAN: Mapping[Action, Mapping[str, str]] = {
    Action.CLIP: {
        "accepted": "Kommt: die letzten {seconds} s sind markiert, der Link folgt hier.",
        "not_watched": "Kein Clip: dieser Kanal wird gerade nicht beobachtet.",
        "no_credits": "Kein Clip: es sind keine Credits mehr da.",
        "not_yet": "Noch kein Clip: der Kanal wird gerade erst geöffnet, gleich noch einmal versuchen.",
        "ready": "Dein Clip ist fertig: {link} {title}",
        "failed": "Kein Clip: er konnte nicht erstellt werden.",
        "dropped": "Diesmal kein Clip: auf den zweiten Blick war dort zu wenig los.",
        "nothing": "Diesmal kein Clip: dort war zu wenig los.",
        "ended": "Diesmal kein Clip: der Stream war vorher zu Ende.",
        "stopped": "Diesmal kein Clip: der Kanal wird nicht mehr beobachtet.",
        "spent": "Diesmal kein Clip: die Credits sind aufgebraucht.",
        "taken_down": "Kein Clip: er wurde zurückgezogen.",
        "late": "Diesmal kein Clip: es hat zu lange gedauert.",
    },
    Action.CLIPS: {"clips": "Clips von diesem Stream: {count}, die neuesten: {links}", "none": "Noch keine."},
    Action.BEST: {
        "stream": "Der beste dieses Streams, {score}x normal: {link} {title}",
        "today": "Der beste der letzten 24 Stunden, {score}x normal: {link} {title}",
        "none": "Noch keine Clips.",
    },
    Action.WATCH: {
        "on": "Dieser Kanal wird ab jetzt beobachtet.",
        "off": "Dieser Kanal wird nicht mehr beobachtet.",
        "is_on": "Dieser Kanal wird beobachtet.",
        "is_off": "Dieser Kanal wird nicht beobachtet.",
        "no_credits": "Es sind keine Credits mehr da.",
        "refused": "Dieser Kanal kann von hier aus nicht beobachtet werden.",
    },
    Action.CREDITS: {
        "left": "Noch {credits} Credits, für {minutes} Minuten.",
        "unlimited": "Diesen Kanal zu beobachten kostet keine Credits.",
        "low": "Die Credits reichen noch für {minutes} Minuten.",
        "empty": "Die Credits sind aufgebraucht: dieser Kanal wird nicht mehr beobachtet.",
    },
    Action.HYPE: {
        "scores": "{score}x normal (Chat {chat}x, Ton {audio}x, Bild {vision}x), das Höchste dieses Streams "
        "{best}x. Stand vor {age} s.",
        "none": "Noch keine Werte.",
        "not_watched": "Keine Werte: dieser Kanal wird gerade nicht beobachtet.",
    },
    Action.HELP: {"help": "Ich kann: {commands}"},
    Action.SAY: {},
}

_SPANISH: Mapping[Action, Mapping[str, str]] = {
    Action.CLIP: {
        "accepted": "En camino: los últimos {seconds} s están marcados, el enlace llega aquí.",
        "not_watched": "Sin clip: ahora nadie observa este canal.",
        "no_credits": "Sin clip: no quedan créditos.",
        "not_yet": "Aún sin clip: el canal se está abriendo, prueba en un momento.",
        "ready": "Tu clip está listo: {link} {title}",
        "failed": "Sin clip: no se pudo hacer.",
        "dropped": "Esta vez sin clip: mirándolo bien, pasaba muy poco.",
        "nothing": "Esta vez sin clip: pasaba muy poco.",
        "ended": "Esta vez sin clip: el directo terminó antes.",
        "stopped": "Esta vez sin clip: el canal ya no se observa.",
        "spent": "Esta vez sin clip: los créditos se han acabado.",
        "taken_down": "Sin clip: fue retirado.",
        "late": "Esta vez sin clip: tardó demasiado.",
    },
    Action.CLIPS: {"clips": "Clips de este directo: {count}, los últimos: {links}", "none": "Aún no hay."},
    Action.BEST: {
        "stream": "Lo mejor de este directo, {score}x lo normal: {link} {title}",
        "today": "Lo mejor de las últimas 24 horas, {score}x lo normal: {link} {title}",
        "none": "Aún no hay clips.",
    },
    Action.WATCH: {
        "on": "Este canal se observa desde ahora.",
        "off": "Este canal ya no se observa.",
        "is_on": "Este canal se observa.",
        "is_off": "Este canal no se observa.",
        "no_credits": "No quedan créditos.",
        "refused": "Este canal no se puede observar desde aquí.",
    },
    Action.CREDITS: {
        "left": "Quedan {credits} créditos, para {minutes} minutos.",
        "unlimited": "Observar este canal no cuesta créditos.",
        "low": "Los créditos alcanzan para {minutes} minutos más.",
        "empty": "Los créditos se han acabado: este canal ya no se observa.",
    },
    Action.HYPE: {
        "scores": "{score}x lo normal (chat {chat}x, sonido {audio}x, imagen {vision}x), lo más alto de este "
        "directo {best}x. Hace {age} s.",
        "none": "Aún no hay valores.",
        "not_watched": "No hay valores: ahora nadie observa este canal.",
    },
    Action.HELP: {"help": "Sé hacer: {commands}"},
    Action.SAY: {},
}

TEXTS: Mapping[Language, Mapping[Action, Mapping[str, str]]] = {
    Language.ENGLISH: _ENGLISH,
    Language.GERMAN: _GERMAN,
    Language.SPANISH: _SPANISH,
}


def allowed(action: Action) -> Mapping[str, frozenset[str]]:
    """The texts that a command of this kind may word, with their placeholders."""
    return {**PLACEHOLDERS[action], **EVERY}
