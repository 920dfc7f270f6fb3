"""What was promised: contracts, thresholds, reasons and settings, as data with the models that read them.

Belongs here: YAML that people edit, and the small frozen models other packages read it through.
Does not belong here: anything that touches a row, a file of the lake or the clock. Imports nothing of ours.
"""
