"""How good a source is: what became of its rows, what is blank or dangles, what is known."""
