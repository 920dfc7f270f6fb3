"""Python imports this at its start in every process below a watched `hearth serve`: it writes down whom the process talks to.

One line a look-up or connection: program, event, host. Only what leads off this machine is asked about; see test_privacy.
"""

import os
import sys

OUTPUT = os.environ.get("HEARTH_TEST_CONNECTIONS", "")
ARGUMENTS = [*sys.orig_argv[1:4], "", "", ""]
# The module or command only: what follows may be a file's name, or a whole program.
PROGRAM = " ".join(ARGUMENTS[: {"-m": 3, "-c": 1}.get(ARGUMENTS[0], 2)])


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else "unix"
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    with open(OUTPUT, "a", encoding="utf-8") as output:  # noqa: PTH123 - pathlib may not be there this early
        output.write(f"{PROGRAM}\t{event}\t{host!s}\n")


if OUTPUT:
    sys.addaudithook(_note)
