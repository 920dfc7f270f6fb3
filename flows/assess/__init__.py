"""Assessment: a sample of households is drawn and handed out as a form; filled in, it comes back as a feed like any other.

What is counted of it is decided in `transforms.assessment`, at night.
"""
