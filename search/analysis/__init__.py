"""Chinese analysis, in Python and nowhere else: every engine is handed the same tokens."""
