"""Keeping the garbage collector from walking what a server never frees.

While a server starts it makes some hundreds of thousands of objects and frees nearly none: every
collection then is in vain, and together they were a sixth of a start.

A full collection visits every object there is. A server that just started has some hundreds of
thousands, of imported modules and routes, and visiting them stops all requests for 150 ms or more.
Frozen, they are not visited again (Python Library Reference, `gc.freeze`).
"""

from __future__ import annotations

import gc


def pause_collector() -> None:
    """Call before anything large is loaded; `settle_memory` lets it go on."""
    gc.disable()


def settle_memory() -> None:
    """Call when something large was loaded: before the first request, and after the console.

    What is garbage by then stays: it is little, and looking for it would cost a tenth of a second.
    """
    gc.freeze()
    gc.enable()
