"""A synthetic city with known truth, for `hearth demo` and the tests. Everybody in it is made up."""
