"""The commands, one file a group. Each file's ``register`` puts its commands on the application."""
