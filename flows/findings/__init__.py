"""The desk for findings: towns look at their suspicions, take them away as worklists, and bring back what they found.

Belongs here: listing, explaining, worklists and the results that come back. What makes a suspicion, and what a result does to it, is
decided in `transforms`, at night.
"""
