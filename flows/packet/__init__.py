"""Audit packets: everything that is known of one finding in one file, each part bound to the one before by its hash."""
