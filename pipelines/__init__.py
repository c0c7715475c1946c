"""The top: the steps of a run, the command line and the Dagster definitions. Nothing below imports it."""
