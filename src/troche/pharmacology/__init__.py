"""Pure equations, in the symbols of the papers: no data, no chance, no speed."""
