"""Named, frozen queries: what they ask, sealing them, and what became of one since."""
