"""The road and what every process shares.

In: `schemas`. Out: settings, topics, producer and consumer, brokers, the object store, the client
of the governance API, the stage contract, telemetry, and the command `hypecut`.
"""
