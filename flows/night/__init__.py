"""One night on its way: inputs named, tables joined, judged, published, reported. `flows/nightly.py` is the road."""
