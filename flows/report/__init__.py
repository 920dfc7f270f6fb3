"""What people get to read: receipts and fix-it workbooks for departments, the nightly page for the city and its towns.

Builders only: data in, bytes out, the same bytes for the same data. No lake, no clock, no network; pages work offline
in any browser.
"""
