"""Only scale: blocks, threads, quantiles that merge, parts that survive a stop."""
