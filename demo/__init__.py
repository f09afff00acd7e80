"""Replica university sites with invented news, a local server for them, a local mailbox and Slack endpoint."""
