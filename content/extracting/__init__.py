"""Words of attached files, read by a process of their own. Nothing here knows the database or the settings."""
