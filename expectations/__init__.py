"""What we refuse: Great Expectations suites built from the contracts, plus what only people know.

`judge.py` is the one seam through which anything asks for a verdict.
"""
