"""troche."""
