// Aliases and faces of tensors that are not plain bytes: sparse, compressed sparse, quantized and
// nested. Their members are aliased; the outer object is rebuilt.
#pragma once

#include "alias.h"

namespace jarip {

at::Tensor make_layout_alias(const at::Tensor& face);
at::Tensor make_layout_view(const at::Tensor& face);  // of host views, for as long as wanted
at::Tensor make_layout_face(at::Tensor&& result, int device, AliasPairs arguments);
void update_layout_face(const AliasPair& written, AliasPairs arguments);

// The face storage among the argument's members whose twin this is; null when there is none.
const c10::Storage* find_storage(const AliasPair& argument, const c10::Storage& twin);

}  // namespace jarip
