"""The rehearsal's report as one HTML page that loads nothing else."""
