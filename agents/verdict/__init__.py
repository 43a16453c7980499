"""The last word on a closed highlight: in, the highlight and what was said; out, final or dropped."""
