"""From the map to the plan: what people make of what the map says, checked against it."""
