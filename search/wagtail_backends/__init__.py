"""Wagtail's database search backends, taught Chinese: the admin finds a page by any word of its title."""
