"""Reading lists of people as offices send them; nothing here reads the database."""
