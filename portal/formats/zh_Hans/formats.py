"""12,345 where a template asks for ``intcomma``; Django's own Chinese formats leave the comma out.

``USE_THOUSAND_SEPARATOR`` stays off: other numbers, and what stands in form fields, are written without.
"""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
