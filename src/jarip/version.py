"""The version, on its own so that the compiler can say it without importing the rest."""

VERSION = "0.1.0"
