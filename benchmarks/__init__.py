"""Speed and error together: what the engine costs, beside its peers, in one run."""
