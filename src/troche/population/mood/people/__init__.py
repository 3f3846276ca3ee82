"""Mood of virtual patients: the equations of a typical person, for each of many.

==========================================  ===============================================
`troche.population.mood.people.times`       when scores are read
`troche.population.mood.people.truths`      which possible truth each patient carries
`troche.population.mood.people.chain`       one mechanism as filters below the blood
`troche.population.mood.people.drive`       the functions between those filters
`troche.population.mood.people.benefit`     benefit and hope of dosed bodies, solved
`troche.population.mood.people.chance`      what differs between people and days
`troche.population.mood.people.scores`      all of it on each one's score
==========================================  ===============================================
"""
