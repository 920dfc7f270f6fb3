"""The demo city's further departments: what they deliver beside the eight feeds, with what is true about it.

Every list draws from a chance of its own (`chance.py`), so that the files of the eight feeds stay as they are without them.
"""
