"""What is run for a request in a worker process: one module a job, found by its name."""
