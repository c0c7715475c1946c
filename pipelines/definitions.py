"""What Dagster shows and runs: the pipeline over the declared sources, and that over the samples beside it.

A declaration that breaks its form stops the loading with its file and line, instead of leaving its publisher out.
"""

from __future__ import annotations

import dagster as dg

from pipelines.defs.pipeline import define
from pipelines.settings import Settings

defs = dg.Definitions.merge(define(Settings.from_environment()), define(Settings.from_environment().for_samples()))
