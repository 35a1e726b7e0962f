"""The tests mirror `src/`; helpers are imported as `tests.…`."""
