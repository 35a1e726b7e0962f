// Random numbers of the face. Its state is a seed and an offset, 16 bytes, as a GPU's is; each
// operator draws from a host engine that is derived from them, so the same seed gives the same
// numbers on every device and a state can be saved, moved on and restored in constant time.
#pragma once

#include <ATen/core/Generator.h>

namespace jarip {

const at::Generator& default_generator(int device);  // -1: of the current device
at::Generator make_generator(int device);

// The host generator that the next operator shall draw from; moves the face generator on.
at::Generator engine_for_draw(const at::Generator& face);

bool is_face_generator(const at::Generator& generator);

}  // namespace jarip
