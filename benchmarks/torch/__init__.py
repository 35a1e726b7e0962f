"""The device against plain CPU PyTorch, interleaved in one process: `make bench-torch`."""
