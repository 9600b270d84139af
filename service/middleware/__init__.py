"""What every request passes before its route: `service.middleware.stack` says in which order."""
