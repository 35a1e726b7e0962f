// Random numbers of the face. Its state is a seed and an offset, 16 bytes, as a GPU's is; each
// operator draws from a host engine that is derived from them, so the same seed gives the same
// numbers on every device and a state can be saved, moved on and restored in constant time.
#pragma once

#include <ATen/core/Generator.h>

#include "target.h"

namespace jarip {

const at::Generator& default_generator(int device);  // -1: of the current device
at::Generator make_generator(int device);

// The twin's generator that the next operator shall draw from; moves the face generator on.
// `on_host`: the host's, for an operator that a vendor leaves to it.
at::Generator engine_for_draw(const at::Generator& face, bool on_host = kTwinIsHost);

bool is_face_generator(const at::Generator& generator);

}  // namespace jarip
