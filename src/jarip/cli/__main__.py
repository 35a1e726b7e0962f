"""`python -m jarip.cli`."""

import sys

from jarip.cli.main import main

sys.exit(main())
