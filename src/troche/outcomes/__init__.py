"""What a course means to a clinician: exposure, occupancy, and how they spread."""
