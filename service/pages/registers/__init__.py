"""What the registers of findings and their cards have in common."""
