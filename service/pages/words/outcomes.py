"""What a page says after something was asked of it by a form: done, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.analyses.contract import Option
from service.language import N_

if TYPE_CHECKING:
    from service.pages.view import View

DONE = {
    "accepted": N_("Done: the two records count as one."),
    "rejected": N_("Done: the two records are kept apart."),
    "withdrawn": N_("Done: what was decided of these two records no longer counts."),
    "rolled-back": N_(
        "Done: the earlier data is published again. Going back can itself be undone."
    ),
}
"""What was done, by the word in the address."""
REFUSED = {
    "key": N_("Nothing was changed: that key is not known, or was revoked."),
    "scope": N_(
        "Nothing was changed: this takes a key that may edit, for every source, and a service that "
        "was started to be written to."
    ),
    "clash": N_(
        "Nothing was changed: this does not fit what was decided before of these records. Take "
        "that back first."
    ),
    "locked": N_("Nothing was changed: something else is being written. Try again in a while."),
    "gone": N_("Nothing was changed: that earlier data is no longer kept."),
}
"""Why something was not done."""
SAID = Option("said", "choice", "What came of a form.", choices=(*DONE, *REFUSED))


def tell(view: View) -> tuple[str, bool]:
    """What to say of the form that was sent, "" for nothing; and whether it was done."""
    word = view.options["said"]
    if not word:
        return "", True
    return view.gettext(DONE.get(word) or REFUSED[word]), word in DONE
