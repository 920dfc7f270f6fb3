"""Keeps a lake small and quick without anybody noticing: joining small files, removing what no reader needs and what is past its time."""
