"""The child process that parses workbooks and markup under limits of its own.

A package beside `flows.reading`, not inside it: the child must start in a moment, so it imports
neither polars nor anything of ours.
"""
