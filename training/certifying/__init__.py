"""Certificates as such: their words, their signature, their drawing. Knows no database."""
