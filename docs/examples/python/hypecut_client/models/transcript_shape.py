from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.word_shape import WordShape


T = TypeVar("T", bound="TranscriptShape")


@_attrs_define
class TranscriptShape:
    """What was said in the span of a highlight.

    Attributes:
        language (str):
        text (str):
        words (list[WordShape]):
        model (str):
    """

    language: str
    text: str
    words: list[WordShape]
    model: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        language = self.language

        text = self.text

        words = []
        for words_item_data in self.words:
            words_item = words_item_data.to_dict()
            words.append(words_item)

        model = self.model

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "language": language,
                "text": text,
                "words": words,
                "model": model,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.word_shape import WordShape  # noqa: PLC0415

        d = dict(src_dict)
        language = d.pop("language")

        text = d.pop("text")

        words = []
        _words = d.pop("words")
        for words_item_data in _words:
            words_item = WordShape.from_dict(words_item_data)

            words.append(words_item)

        model = d.pop("model")

        transcript_shape = cls(
            language=language,
            text=text,
            words=words,
            model=model,
        )

        transcript_shape.additional_properties = d
        return transcript_shape

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
