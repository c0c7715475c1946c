"""The report: a static site of the published warehouse, that opens from a file and works without JavaScript."""
