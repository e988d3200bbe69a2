"""Keys as addresses and forms have them."""


def number(text: str) -> int:
    """A key; 0, which is no row's, for what is no number or too long."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
