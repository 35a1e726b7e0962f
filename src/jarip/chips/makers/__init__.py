"""One module a maker: which tool to ask, how to read what it says, how to select one of its chips.

Owns: the makers' `Maker` records; each says where its tool, variable and nodes are documented.
Does not own: running tools (`chips.tool`) or what happens when they misbehave (`chips.probe`).
Read first: `MAKERS`; adding a maker is adding a module with a `MAKER` and a line here.
"""

from jarip.chips.maker import Maker
from jarip.chips.makers import (
    amd,
    apple,
    ascend,
    biren,
    cambricon,
    enflame,
    furiosa,
    google,
    hygon,
    iluvatar,
    intel,
    kunlunxin,
    metax,
    moore_threads,
    nvidia,
    rebellions,
)

MAKERS: tuple[Maker, ...] = (
    nvidia.MAKER,
    amd.MAKER,
    intel.MAKER,
    ascend.MAKER,
    moore_threads.MAKER,
    biren.MAKER,
    cambricon.MAKER,
    hygon.MAKER,
    metax.MAKER,
    iluvatar.MAKER,
    enflame.MAKER,
    kunlunxin.MAKER,
    google.MAKER,
    rebellions.MAKER,
    furiosa.MAKER,
    apple.MAKER,
)
