"""The commands of `nwd`; a new module with a `command` is a new command."""
