"""Harm from the published rows: read, fitted with what differs between studies, shipped."""
