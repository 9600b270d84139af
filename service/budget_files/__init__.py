"""Files of a budget: the form as a workbook, and the narrative as a document."""
