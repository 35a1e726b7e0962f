#include "kernel/first_kernels.h"

#include "base/array.h"
#include "base/immortal.h"
#include "base/lock.h"
#include "kernel/cache.h"
#include "kernel/compiler_worker.h"
#include "memory/allocation.h"

namespace jarip {

namespace {

Lock lock;
Immortal<Array<const JaripImageHeader *>> images;

// Whether there are images, and none has an object: files of a program whose kernels it never
// launches have none either, so one that has is enough to see that this is not the first run.
bool nothing_compiled() {
  Guard guard(lock);
  for (const JaripImageHeader *image : images.value) {
    if (has_objects(*image)) return false;
  }
  return !images.value.empty();
}

void expect_kernels() {
  if (nothing_compiled()) start_compiler_worker();
}

}  // namespace

void note_image(const JaripImageHeader *image) {
  Guard guard(lock);
  images.value.push(image);
  on_next_allocation(expect_kernels);
}

void forget_image(const JaripImageHeader *image) {
  Guard guard(lock);
  images.value.remove(image);
}

}  // namespace jarip
