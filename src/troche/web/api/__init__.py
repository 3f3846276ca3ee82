"""The REST API: one file for each noun, documented by OpenAPI."""
