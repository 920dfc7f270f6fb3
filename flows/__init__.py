"""What happens, and every effect: Prefect, S3, Delta, files and the clock live here and nowhere else."""

import os

# One row group ahead is enough from a disk, and each further one costs the memory of its rows. Set before Polars reads it.
os.environ.setdefault("POLARS_ROW_GROUP_PREFETCH_SIZE", "1")
