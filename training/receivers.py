"""What training does when something happens at edges it does not own (pages, accounts)."""
