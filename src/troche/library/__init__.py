"""The library as a skin: the studies of the command line, with figures and reports.

It stands beside the command line, above everything else. Each name is imported from its own
file, so that a study does not read what validation needs.
"""
