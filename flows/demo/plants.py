"""Plants every situation of the rule pack in a city, at rates that a real one would have, with what only looks like it.

Each function plants one kind of situation in households of their own; its docstring names the rules. Much else comes about by
itself: people with two insurances, gaps in premium aid, allowances after exit, lapses from month to month.
"""

from __future__ import annotations

from flows.demo import (
    plant_bills,
    plant_causes,
    plant_events,
    plant_homes,
    plant_links,
    plant_lists,
    plant_numbers,
    plant_schools,
    plant_slips,
)
from flows.demo.city import City
from flows.demo.lots import Lots

# Scarce households are drawn for first.
KINDS = (
    plant_lists.poor_and_employed,
    plant_schools.vocational,
    plant_bills.watched,
    plant_homes.unable,
    plant_lists.subsidies,
    plant_events.assisted_dead,
    plant_slips.same_names,
    plant_events.hidden_spouses,
    plant_events.breadwinners,
    plant_events.old_members,
    plant_bills.billed_dead,
    plant_causes.no_disabled,
    plant_causes.nobody_ill,
    plant_causes.no_student,
    plant_causes.mostly_able,
    plant_causes.no_cause,
    plant_bills.unaided,
    plant_schools.dropped_out,
    plant_schools.in_no_list,
    plant_lists.after_exit,
    plant_lists.excused,
    plant_lists.strangers,
    plant_lists.others_helped,
    plant_bills.catastrophes,
    plant_homes.heads,
    plant_homes.spouses,
    plant_homes.generations,
    plant_homes.grown_pupils,
    plant_slips.invalid_numbers,
    plant_slips.other_numbers,
    plant_slips.contradictions,
    plant_slips.other_names,
    plant_numbers.shared_numbers,
    plant_numbers.second_numbers,
    plant_links.children_under_guardians,
    plant_links.pupils_without_numbers,
    plant_links.without_numbers,
)


def plant(city: City) -> City:
    """The city with all of them. Draws from a chance of its own, so that what the builders drew stays as it was."""
    lots = Lots(city)
    for sow in KINDS:
        city = sow(lots, city)
    return city
