"""Pages that people read: one file each, every one a router of its own."""
