"""One drop on its way: dated, split into accepted and refused rows, settled, judged, differed, committed, receipted.

Each module is one stop of that way; `flows/ingest.py` is the road. What a row means is decided in `transforms`, what a drop
deserves in `expectations`; here is only the order of things and their effects.
"""
