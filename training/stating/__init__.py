"""Learning events as xAPI statements (IEEE 9274.1.1). Knows no database."""
