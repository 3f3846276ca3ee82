"""The shipped draws of mood: what each mechanism was fitted to be, and how far to trust it."""

from troche.population.mood.posterior.read import (
    CONSTANTS,
    MoodPosterior,
    mood_manifest,
    read_mood,
    weights_of_mechanisms,
)

__all__ = ["CONSTANTS", "MoodPosterior", "mood_manifest", "read_mood", "weights_of_mechanisms"]
