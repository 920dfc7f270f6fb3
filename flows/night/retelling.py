"""The page of an edition that stands: drops that were refused, held or delivered twice since make no other edition, and the page tells of them."""

from __future__ import annotations

from flows.lake import places
from flows.log import log
from flows.night.inputs import Inputs
from flows.night.reporting import drop_lines, drops_since, items_then, open_items, put_page
from flows.orchestrate import step
from flows.report.nightly import ReportData
from flows.site import Site


@step(retries=2)
def retell(site: Site, given: Inputs, edition: str) -> None:
    """Writes the page anew where it would tell of other drops or refused rows today; nothing else of it hangs on more than the edition.

    Pages of editions from before this was kept stay as they are.
    """
    try:
        kept = ReportData.model_validate_json(site.lake.store.read(places.told_edition(edition)))
    except FileNotFoundError:
        return
    figures = kept.figures.model_copy(update={"refused_rows": open_items(site, given)})
    last = kept.last and given.before and kept.last.model_copy(update={"refused_rows": items_then(site, given.before)})
    drops = drop_lines(site, drops_since(site, given, given.before))
    now = kept.model_copy(update={"drops": drops, "figures": figures, "last": last or None})
    if now != kept:
        log().info("night.retold", edition=edition)
        put_page(site, edition, now)
