"""The languages of the pages and reports: messages, numbers and dates.

Messages are English in the code and the templates; `catalogues/<code>.po` holds the others.
`python -m service.language.update` brings the catalogues up to date with the code.
"""

from service.language.translating import LANGUAGES, N_, Language, select_language

__all__ = ["LANGUAGES", "N_", "Language", "select_language"]
