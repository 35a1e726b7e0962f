// The operators with an unboxed kernel: direct_ops.txt, from which jarip.torch.build writes the
// headers and the table.
#include "direct.h"

#include <unordered_set>

#include "direct_ops_headers.inc"

namespace jarip::direct {

void implement_all() {
#define JARIP_OP(op) implement<at::_ops::op>();
#include "direct_ops.inc"
#undef JARIP_OP
}

bool is_direct(const c10::OperatorName& name) {
  static const std::unordered_set<c10::OperatorName> names = {
#define JARIP_OP(op) {at::_ops::op::name, at::_ops::op::overload_name},
#include "direct_ops.inc"
#undef JARIP_OP
  };
  return names.count(name) != 0;
}

}  // namespace jarip::direct
