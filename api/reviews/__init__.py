"""Reviews: what people say of highlights and clips."""
