"""Labels of the codes of the ontology's lists, in the language of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from queries.codes import code_labels

if TYPE_CHECKING:
    from service.pages.view import View


def tell_code(view: View, scheme: str, code: str | None) -> str:
    """The name of a code of a list such as `model-role`; the code itself if the list lacks it.

    A community may use codes of its own, which are told as they are written.
    """
    if not code:
        return "–"
    name = code_labels(scheme).get(code)
    return view.code(name) if name else code
