"""Speed measured: a large generated database, the portal beside plain Django, a load generator."""
