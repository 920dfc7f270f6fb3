"""The event-driven form on one machine: a Prefect server, the deployments ingest and nightly, and a watched inbox.

Events are hints. A source only says "look"; what there is to do follows from listing the inbox against the ledger, and the sweep
finds what an event lost. Prefect wakes and shows; no truth lives in it.
"""

from flows.serve.run import serve

__all__ = ["serve"]
