"""From the feeds' states of a night to the published tables: who is known, where they live, what
each feed says of them.

Belongs here: membership, survivorship, the person and household tables and what is counted from them.
Does not belong here: cleaning of cells (transforms/normalise), rules and findings, anything that reads or writes.
"""
