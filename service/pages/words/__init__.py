"""The results of analyses in words, in the language of the page; a module a subject."""
