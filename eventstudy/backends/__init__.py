"""The same kernels over blocks of events: in this process, from Parquet, on a cluster."""

from __future__ import annotations

BACKENDS = ("memory", "dask")
"""Where blocks are done."""
