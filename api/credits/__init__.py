"""Credits: a minute of a channel, really watched, is one; what was bought, given, spent and given back."""
