"""What single parts of a directory say, read where they say it for certain: times, areas, ages."""
