"""What the pages of snapshots, plans, collaboratives, improvement and learning have in common."""
