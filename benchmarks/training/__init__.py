"""Loads and figures of training at two million enrollments: `make bench-training`."""
