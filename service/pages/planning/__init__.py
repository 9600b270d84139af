"""What the pages from map to plan have in common."""
