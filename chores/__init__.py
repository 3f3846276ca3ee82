"""What the project does for itself: generated pages, pictures."""
