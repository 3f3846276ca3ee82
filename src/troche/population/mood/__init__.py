"""Mood fitted to trials: typical people, trial by trial, mechanism by mechanism.

A trial reports groups. So the fit follows one typical person under each arm's regimen,
session by session, and knows of people only how they spread around her; the studies run
whole populations through the same equations on the engine's cascade. A test holds the
two courses together.
"""
