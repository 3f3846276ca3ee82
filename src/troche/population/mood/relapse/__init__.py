"""Relapse of those who had become well, as trials report it: read and predicted, never fitted.

==============================================  ==========================================
`troche.population.mood.relapse.definition`     what counts as a relapse
`troche.population.mood.relapse.entered`        who could relapse: entry, people, visits
`troche.population.mood.relapse.read`           a row of relapse, in a form to predict
`troche.population.mood.relapse.predict`        simulated trials of that row
==============================================  ==========================================
"""
