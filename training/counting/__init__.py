"""Counting hours: from what was learned to hours, from hours to what is still owed. No database."""
