// What jarip.torch.patches.host_program calls around a compiled program.
#include <pybind11/stl.h>
#include <torch/csrc/autograd/python_variable.h>
#include <torch/csrc/utils/pybind.h>

#include "alias.h"
#include "bindings.h"
#include "host_view.h"
#include "storage.h"
#include "target.h"

namespace jarip {
namespace {

namespace py = pybind11;
using at::Tensor;

// The inputs of a program, aliased when a result first asks for them: most own their bytes.
class Inputs {
 public:
  explicit Inputs(const py::list& given) : given_(given) {}

  AliasPairs pairs() {
    if (pairs_.empty())
      for (py::handle input : given_)
        if (THPVariable_Check(input.ptr()) && is_face(THPVariable_Unpack(input.ptr())))
          add(THPVariable_Unpack(input.ptr()));
    return pairs_;
  }

 private:
  void add(const Tensor& face) { pairs_.emplace_back(face, make_alias(face)); }

  const py::list& given_;
  std::vector<AliasPair> pairs_;
};

// A result that only the list of results holds becomes one of the device as it is.
bool turn_unshared(PyObject* result, int device) {
  const Tensor& tensor = THPVariable_Unpack(result);
  auto& impl = *tensor.unsafeGetTensorImpl();
  if (Py_REFCNT(result) != 1 || tensor.use_count() != 1 || impl.is_inference()) return false;
  if (!impl.key_set().has(c10::DispatchKey::Dense) || tensor.device().type() != kTwinType ||
      impl.unsafe_storage().use_count() != 1)
    return false;
  auto bytes = StoragePtr::reclaim_copy(impl.unsafe_storage().unsafeGetStorageImpl());
  turn_in_place(impl, make_face_storage(std::move(bytes), device), device);
  return true;
}

// What a compiled host program returned, as the program sees it: devices[i] is the device of result
// i, or -1 for the host's.
py::list finish_program(const py::sequence& results, const std::vector<int>& devices,
                        const py::list& given) {
  Inputs inputs(given);
  py::list finished(results.size());
  for (size_t i = 0; i < results.size(); i++) {
    PyObject* result = PySequence_Fast_GET_ITEM(results.ptr(), static_cast<Py_ssize_t>(i));
    bool ours = devices[i] >= 0 && THPVariable_Check(result);
    if (ours && !turn_unshared(result, devices[i]))
      finished[i] = make_face(Tensor(THPVariable_Unpack(result)), devices[i], inputs.pairs());
    else
      finished[i] = py::reinterpret_borrow<py::object>(result);
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
  m.def("host_views", [](const py::list& values) {
    py::list views(values.size());
    for (size_t i = 0; i < values.size(); i++) views[i] = host_view_of(values[i]);
    return views;
  });
}

}  // namespace jarip
