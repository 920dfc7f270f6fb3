"""What happens, and every effect: Prefect, S3, Delta, files and the clock live here and nowhere else."""
