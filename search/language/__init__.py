"""The query language: what quotation marks, signs of exclusion and field names in the search box mean."""
