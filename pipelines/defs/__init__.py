"""The Dagster side: assets, jobs, schedules. Every body calls a step of steps.py and tells what came of it."""
