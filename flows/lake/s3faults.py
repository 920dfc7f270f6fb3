"""Which faults of an S3 server pass by themselves, and what the others mean in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import tenacity
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    IncompleteReadError,
    ResponseStreamingError,
)
from botocore.exceptions import ConnectionError as BotoConnectionError

R = TypeVar("R")

PASSING = (BotoConnectionError, HTTPClientError, IncompleteReadError, ResponseStreamingError)
BUSY = frozenset({"SlowDown", "RequestTimeout", "Throttling", "ConditionalRequestConflict", "OperationAborted"})


def settled(call: Callable[[], R], what: str) -> R:
    """Repeats a call over faults that pass, for up to about a minute.

    What does not pass comes out as FileNotFoundError, PermissionError, ConnectionError or plain OSError naming `what`.
    """
    try:
        return _repeated(call)
    except ClientError as error:
        raise _translated(error, what) from error
    except BotoCoreError as error:
        raise ConnectionError(f"{type(error).__name__}: {what}") from error


def status(error: BaseException) -> int:
    """The HTTP status of a server's refusal; 0 for other errors."""
    if not isinstance(error, ClientError):
        return 0
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


def _repeated(call: Callable[[], R]) -> R:
    return tenacity.Retrying(
        retry=tenacity.retry_if_exception(_passes),
        stop=tenacity.stop_after_attempt(8) | tenacity.stop_after_delay(60),
        wait=tenacity.wait_random_exponential(multiplier=0.2, max=10),
        reraise=True,
    )(call)


def _passes(error: BaseException) -> bool:
    return isinstance(error, PASSING) or status(error) >= 500 or _code(error) in BUSY


def _code(error: BaseException) -> str:
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def _translated(error: ClientError, what: str) -> OSError:
    code = _code(error)
    if status(error) == 404 and code != "NoSuchBucket":
        return FileNotFoundError(what)
    if status(error) in {401, 403}:
        return PermissionError(f"{code} from the store: {what}")
    return OSError(f"{code} from the store: {what}")
