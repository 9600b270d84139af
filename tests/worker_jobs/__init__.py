"""Jobs that misbehave in one way each, for the tests of the worker processes."""
