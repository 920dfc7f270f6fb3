"""Linkage at a desk: files outside the lake, and what people decide about pairs of the lake."""
