"""Assets: the files that brand a clip: logos, intros, outros, sounds and fonts."""
