"""Studies: a specification in, plain data out."""
