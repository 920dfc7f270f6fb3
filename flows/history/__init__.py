"""`hearth explain … --history`: every value a field ever had, when it was true and since when that is known, out of the change logs; and what
the editions said of it. Nothing is computed here that a night computes: logs and editions are read as they lie.
"""
