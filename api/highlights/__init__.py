"""Highlights: the moments worth a clip, as the judges see them."""
