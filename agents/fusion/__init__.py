"""From the signals of all senses to highlights: in, signals; out, revisions of highlights."""
