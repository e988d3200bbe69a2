"""Marking answers: pure functions over plain values, without a database.

An answer (what is right) and a response (what was given) are lists of texts:

==========  =============================================  =============================================
kind        answer                                         response
==========  =============================================  =============================================
single      one key                                        one key, or nothing
multiple    the right keys                                 the keys chosen
true_false  ``["true"]`` or ``["false"]``                  the same, or nothing
fill_in     for each blank its accepted forms (lists)      for each blank what was written
ordered     all keys in the right order                    ``key:place`` for every key that was given one
==========  =============================================  =============================================
"""
