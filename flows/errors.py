"""The two exceptions of our own, caught at the edge of the command line."""


class Misuse(Exception):  # noqa: N818 - named for what it tells the user
    """The command or a setting was used wrongly; the message says what to write instead. Exit code 2."""


class Broken(Exception):  # noqa: N818 - named for what it tells the user
    """The surroundings failed: store, key, server. The message says what to look at. Exit code 3."""
