"""The HTTP routes; a new module with a `router` is served."""
