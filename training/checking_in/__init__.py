"""Check-in by a picture on a screen: signed codes and networks; nothing here reads the database."""
