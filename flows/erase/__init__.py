"""Erases a person from everywhere a lake keeps them, leaves a tombstone, and searches to prove it. docs/runbooks/erasure.md tells it in words."""
