"""Public notices (公示): what a village puts up for everybody to read, and nothing that nobody but an office may know."""
