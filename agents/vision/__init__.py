"""How much happens in the picture: a few frames in, one signal a second out."""
