"""The door: the one process that opens the database, and the REST API through which all others do.

In: HTTP with a token. Out: watches, sessions, highlights, clips and what judges remember.
"""
