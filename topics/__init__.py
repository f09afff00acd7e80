"""Text in, verdict with evidence out."""
