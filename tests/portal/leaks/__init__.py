"""No side way shows or counts a page to somebody who may not read it: one world, one table, one rule."""
