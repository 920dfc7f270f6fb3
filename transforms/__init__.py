"""What the data means: pure LazyFrame -> LazyFrame functions, Polars and config only.

Does not belong here: I/O, the clock, `collect()`. `as_of` is an argument.
"""
