// What jarip.torch.patches.host_program calls around a compiled program.
#include <pybind11/stl.h>
#include <torch/csrc/autograd/python_variable.h>
#include <torch/csrc/utils/pybind.h>

#include "alias.h"
#include "bindings.h"
#include "host_view.h"

namespace jarip {
namespace {

namespace py = pybind11;
using at::Tensor;

// What a compiled host program returned, as the program sees it: devices[i] is the device of result
// i, or -1 for the host's.
std::vector<py::object> finish_program(const std::vector<py::object>& results,
                                       const std::vector<int>& devices,
                                       const std::vector<py::object>& inputs) {
  std::vector<AliasPair> pairs;
  for (const py::object& input : inputs)
    if (THPVariable_Check(input.ptr()) && is_face(THPVariable_Unpack(input.ptr())))
      pairs.emplace_back(THPVariable_Unpack(input.ptr()), make_alias(THPVariable_Unpack(input.ptr())));
  std::vector<py::object> finished;
  for (size_t i = 0; i < results.size(); i++) {
    bool ours = devices[i] >= 0 && THPVariable_Check(results[i].ptr());
    finished.push_back(ours ? py::cast(make_face(Tensor(THPVariable_Unpack(results[i].ptr())),
                                                 devices[i], pairs))
                            : results[i]);
  }
  return finished;
}

py::object host_view_of(const py::object& value) {
  if (!THPVariable_Check(value.ptr())) return value;
  const Tensor& tensor = THPVariable_Unpack(value.ptr());
  return is_face(tensor) ? py::cast(host_view(tensor)) : value;
}

}  // namespace

void bind_programs(py::module& m) {
  m.def("finish_program", &finish_program);
  m.def("host_views", [](const std::vector<py::object>& values) {
    std::vector<py::object> views;
    for (const py::object& value : values) views.push_back(host_view_of(value));
    return views;
  });
}

}  // namespace jarip
