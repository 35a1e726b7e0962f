// Where compiled kernels are kept and who compiles them: the paths of jarip/abi.h and the settings
// in etc/jarip.conf of the CUDA home this library lies in.
#pragma once

#include "base/text.h"
#include "kernel/image.h"

namespace jarip {

// CACHE/images/HASH.jimg
Text image_path(const JaripImageHeader &image);

// CACHE/objects/FINGERPRINT/CPU/HASH/NAME-BXxBYxBZ.so, or HASH/module.so. Kernels whose blocks are all
// under way at once (`together`) may have code of their own, NAME-BXxBYxBZ-together.so.
Text kernel_object_path(const JaripImageHeader &image, const char *kernel, const uint32_t block[3],
                        bool together);
Text module_object_path(const JaripImageHeader &image);

// Whether anything of the image has been compiled for this chip.
bool has_objects(const JaripImageHeader &image);

// Creates the directories above `path`. False when that fails (errno says why).
bool make_parents(const char *path);

// Writes the image to its path unless it is there. False when that fails (errno says why).
bool store_image(const JaripImageHeader &image);

// The value of `key` in etc/jarip.conf, or "" when there is none.
const char *configured(const char *key);

}  // namespace jarip
