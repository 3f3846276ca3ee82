r"""One person's score: baseline, improvement, fluctuation.

With S the sum of all improvements, as a share of baseline,

.. math::

    S(t) &= P(t) + A(t) + (1 - \nu\,[\text{new antidepressant}])
            \bigl(E\,D(t) + \eta\,Y_X(t)\bigr) \\
    y_i(t) &= \mu_0 + \rho(t)\,(B_i - \mu_0) - g_i\,B_i\,S(t)\,(\bar B/33)^\zeta
              - h_i\,B_i\,(1 - e^{-t/\tau_1}) + \varepsilon_i(t)

clipped to the scale. :math:`\zeta` lets the share grow with a group's mean baseline
:math:`\bar B`. :math:`g_i \sim N(1, c_g^2)` is how much a person improves beside others, and
:math:`h_i \sim N(0, c_h^2)` what moves people apart whatever they are given: arms whose mean
hardly changes spread nearly as widely as those that improve. Among those screened, lasting
severity spreads by :math:`\sigma_T` around :math:`\mu_0`, severity fluctuates within a person
by :math:`\sigma_f`, and a rating adds :math:`\sigma_r`; so two scores of an unchanged person, t
apart, correlate by

.. math:: \rho(t) = \frac{\sigma_T^2 + \sigma_f^2 e^{-t/\tau_f}}
                        {\sigma_T^2 + \sigma_f^2 + \sigma_r^2}, \qquad
          \operatorname{var}\varepsilon(t) = W\,(1 - \rho^2), \quad
          W = \sigma_T^2 + \sigma_f^2 + \sigma_r^2 .

Trials enrol by threshold, so the enrolled lie above :math:`\mu_0` and regress to it: what
was high by chance falls without any treatment.
"""

from __future__ import annotations

from collections.abc import Mapping

from array_api_compat import array_namespace

from troche.pharmacology.system import Array

__all__ = ["correlation", "drug_improvement", "spread_around", "spread_of_screened"]


def drug_improvement(
    D: Array, Y_X: Array, new_antidepressant: Array, p: Mapping[str, Array]
) -> Array:
    """Return what the drug, felt and not, adds: a share of baseline.

    Parameters
    ----------
    D, Y_X
        From `troche.pharmacology.mood.plasticity` and `troche.pharmacology.mood.felt`.
    new_antidepressant : 0 or 1
        Whether one was started together with it.
    p
        ``E_day`` (share of baseline that one reference infusion takes away at one day by
        the drug), ``eta`` (the same by expectancy, at its strongest), ``nu``.

    Examples
    --------
    >>> drug_improvement(1.0, 1.0, 1.0, {"E_day": 0.2, "eta": 0.1, "nu": 0.5})
    0.15000000000000002
    """
    return (1.0 - p["nu"] * new_antidepressant) * (p["E_day"] * D + p["eta"] * Y_X)


def correlation(hours: Array, p: Mapping[str, Array]) -> Array:
    """Return the correlation of two scores of an unchanged person.

    Parameters
    ----------
    hours : h
        Between the two.
    p
        ``sd_severity``, ``sd_fluctuation`` and ``sd_rating`` in points of the MADRS,
        ``fluctuation_time`` in h.

    Examples
    --------
    >>> import numpy as np
    >>> p = {"sd_severity": 6.0, "sd_fluctuation": 4.0, "sd_rating": 3.0,
    ...      "fluctuation_time": 168.0}
    >>> correlation(np.array([0.0, 1e5]), p).round(2)
    array([0.85, 0.59])
    """
    xp = array_namespace(hours)
    lasting = p["sd_severity"] ** 2
    passing = p["sd_fluctuation"] ** 2 * xp.exp(-hours / p["fluctuation_time"])
    return (lasting + passing) / spread_of_screened(p)


def spread_of_screened(p: Mapping[str, Array]) -> Array:
    """Return the variance of scores among those screened, points squared."""
    return p["sd_severity"] ** 2 + p["sd_fluctuation"] ** 2 + p["sd_rating"] ** 2


def spread_around(
    reference: Array,
    improvement: Array,
    kept: Array,
    come: Array,
    baseline: Array,
    p: Mapping[str, Array],
) -> Array:
    """Return the variance among people of a score minus a share of their own baseline.

    Parameters
    ----------
    reference
        The share: 0 for the score, 1 for its change, 0.5 for whether it has halved.
    improvement
        S, a share of baseline.
    kept
        From `correlation`.
    come
        From `troche.pharmacology.mood.courses.early_rise`: how far what moves people apart
        whatever they are given has come.
    baseline : points
        Mean one.
    p
        ``cv_improvement``, ``sd_nonspecific`` (share of baseline), ``sd_baseline`` (points),
        and those of `correlation`.

    Examples
    --------
    Nobody changes, nothing fluctuates: scores spread as at the start, changes not at all.

    >>> p = {"cv_improvement": 0.5, "sd_nonspecific": 0.1, "sd_baseline": 5.0,
    ...      "sd_severity": 5.0, "sd_fluctuation": 0.0, "sd_rating": 0.0}
    >>> [spread_around(share, 0.0, 1.0, 0.0, 30.0, p) for share in (0.0, 1.0)]
    [25.0, 0.0]

    Later they differ by a tenth of their baseline.

    >>> spread_around(1.0, 0.0, 1.0, 1.0, 30.0, p)
    9.0
    """
    of_baseline = (kept - improvement - reference) ** 2 * p["sd_baseline"] ** 2
    of_people = (p["cv_improvement"] * baseline * improvement) ** 2
    whatever = (p["sd_nonspecific"] * baseline * come) ** 2
    return of_baseline + of_people + whatever + spread_of_screened(p) * (1.0 - kept**2)
