"""What the pages of coverage, single combinations and changes have in common."""
