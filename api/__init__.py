"""The door: the one process that opens the database.

In: REST calls of the other processes and of people, with a bearer token. Out: durable state, and
the watch states that tell the monitors what is wanted.
"""
