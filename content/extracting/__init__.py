"""Words of attached files, read in a process of its own. Nothing here knows database or settings."""
