"""Which records are of one person: blocking, comparison, scoring, judgements, clusters."""
