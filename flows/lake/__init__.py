"""The lake: archive, Delta tables and editions below one root (a folder or a bucket), and beside it inbox and vault.

Everything that touches boto3 or delta-rs lives here and nowhere else. Nothing here knows what the data means.
"""
