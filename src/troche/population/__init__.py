"""People: covariates, how they differ, what is known of them, and virtual patients."""
