"""Load on training."""
