"""Comparing two editions of a rule: which article became which, and what was changed in it. No Django."""
