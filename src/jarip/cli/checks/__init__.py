"""What `jarip doctor` looks at: one check a function, each saying what to do when it fails.

Owns: the checks and their order (`CHECKS`). Does not own: showing them (`cli.doctor`).
Read first: `check.Check`.
"""

from jarip.cli.checks.cloud import check_disk, check_server
from jarip.cli.checks.compiler import (
    check_cache,
    check_llvm,
    check_runtime,
    check_standard_library,
    check_vector_add,
)
from jarip.cli.checks.isolation import check_isolation, check_limits
from jarip.cli.checks.machine import check_chips, check_python

CHECKS = (
    check_python,
    check_chips,
    check_llvm,
    check_cache,
    check_standard_library,
    check_runtime,
    check_vector_add,
    check_disk,
    check_isolation,
    check_limits,
    check_server,
)
"""In this order: later ones need what earlier ones look at."""
