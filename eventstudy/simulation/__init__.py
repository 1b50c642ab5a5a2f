"""How often each test rejects: in a market that is made up as asked, or on placebo dates of the user's own returns.

The tests are those of the battery, run by the code that studies run, so that what is measured is what is shipped.
"""

from eventstudy.simulation.api import simulate, simulate_placebo

__all__ = ["simulate", "simulate_placebo"]
