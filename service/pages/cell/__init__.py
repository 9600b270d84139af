"""One required combination in full: its doors step by step, the services, and what to try."""
