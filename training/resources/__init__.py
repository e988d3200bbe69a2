"""Import and export of training."""
