"""Runs of studies: folders, a bounded queue, a process for each."""
