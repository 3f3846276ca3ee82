"""From receptor to mood: what drives benefit, how it lasts, and what else moves a score.

=====================================  ==============================================
`troche.pharmacology.mood.mechanisms`  rivals: what an exposure must be to drive benefit
`troche.pharmacology.mood.session`     one session's burst, and its ceiling
`troche.pharmacology.mood.plasticity`  fast and slow states, repetition, fading
`troche.pharmacology.mood.felt`        felt effects, and what people expect of them
`troche.pharmacology.mood.courses`     placebo and conventional antidepressant
`troche.pharmacology.mood.depression`  all of it on one person's score
=====================================  ==============================================
"""
