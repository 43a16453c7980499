"""One thread for each sum; imported before anything that loads a numeric library.

Many channels share few cores, and threads that wait for one another cost more than they bring.
"""

from __future__ import annotations

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
