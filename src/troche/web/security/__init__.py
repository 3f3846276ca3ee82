"""Who may ask the server for what, and what a page may do."""
