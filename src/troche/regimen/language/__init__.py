"""The regimen language: its words, and the way from a line of text to a regimen."""
