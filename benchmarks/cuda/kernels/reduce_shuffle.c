/* On a CPU there is one good way to sum: the twin of both reductions is the same program. */
#include "reduce_shared.c"
