"""From outbox rows to messages: digests, email, Slack."""
