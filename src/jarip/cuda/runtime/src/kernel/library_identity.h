// Images loaded several times at once: each has variables of its own.
#pragma once

#include "kernel/image.h"

namespace jarip {

// Gives an image with variables a hash that no other loaded one has. The first keeps its own, so
// what is cached for it serves; each further one at the same time has code of its own, by the number
// of it.
void claim_identity(JaripImageHeader *image);

// Lets the next one have it.
void release_identity(const JaripImageHeader &image);

}  // namespace jarip
