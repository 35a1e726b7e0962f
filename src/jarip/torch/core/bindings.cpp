// The module `jarip_torch_core`: what src/jarip/torch/surface builds torch.cuda from.
#include <ATen/Context.h>
#include <pybind11/stl.h>
#include <torch/csrc/Generator.h>
#include <torch/csrc/utils/device_lazy_init.h>
#include <torch/csrc/utils/pybind.h>

#include "alias.h"
#include "allocators.h"
#include "autograd_threads.h"
#include "bindings.h"
#include "collectives.h"
#include "devices.h"
#include "generator.h"
#include "graph.h"
#include "guard.h"
#include "host_view.h"
#include "hooks.h"
#include "kineto.h"
#include "profiler.h"
#include "registration.h"
#include "streams.h"
#include "synchronization.h"
#include "target.h"
#include "twin_attention.h"
#include "twin_kernels.h"
#include "vendor.h"

namespace jarip {
namespace {

namespace py = pybind11;
using at::Tensor;

py::dict install() {
  install_hooks();
  install_allocators();
  install_guard();
  {
    py::gil_scoped_release no_gil;
    start_autograd_threads();
  }
  install_profiler();
  install_kineto();
  install_attention_choice();
  if constexpr (!kTwinIsHost) {
    make_face_the_accelerator();
    add_lazy_copies();
  }
  register_twin_kernels();
  RegistrationCounts counts = register_operators();
  py::dict report;
  report["boxed"] = counts.boxed;
  report["agnostic"] = counts.agnostic;
  return report;
}

py::tuple pack(const c10::Stream& stream) {
  return py::make_tuple(stream.id(), static_cast<int>(stream.device_index()),
                        static_cast<int>(stream.device_type()));
}

void bind_devices(py::module& m) {
  m.def("configure", &configure_devices);
  m.def("install", &install);
  // The first use in a program. From now on PyTorch asks whether host memory is pinned, and in a
  // forked child whatever makes a tensor of the face asks Python first.
  m.def("start", [] {
    at::globalContext().lazyInitDevice(kFaceType);
    torch::utils::register_fork_handler_for_device_init(kFaceType);
  });
  m.def("finish_autograd_threads", &finish_autograd_threads,
        py::call_guard<py::gil_scoped_release>());
  m.def("device_count", &device_count);
  m.def("vendor_device_count", &vendor_device_count);
  m.def("current_device", &current_device);
  m.def("set_device", &set_current_device);
  m.def("exchange_device", &exchange_device);
  m.def("synchronize", [](int device) {
    graph::check_may_wait("synchronizing the device");
    py::gil_scoped_release no_gil;
    synchronize_device(device);
  });
  m.def("keep_busy", [](int64_t nanoseconds) {
    py::gil_scoped_release no_gil;
    keep_busy(current_stream(current_device()), nanoseconds);
  });
  m.def("set_sync_debug_mode",
        [](int mode) { synchronization::mode = static_cast<synchronization::Mode>(mode); });
  m.def("sync_debug_mode", [] { return static_cast<int>(synchronization::mode.load()); });
  m.def("default_generator", [](int device) { return default_generator(device); });
  m.def("make_generator", &make_generator);
}

void bind_streams(py::module& m) {
  m.def("current_stream", [](int device) { return pack(current_stream(device)); });
  m.def("default_stream", [](int device) { return pack(default_stream(device)); });
  m.def("new_stream", [](int device, int priority) { return pack(new_stream(device, priority)); });
  m.def("external_stream", [](size_t handle, int device) {
    return pack(external_stream(reinterpret_cast<void*>(handle), device));
  });
  m.def("set_stream", [](int64_t id, int device) {
    exchange_stream(c10::Stream(c10::Stream::UNSAFE, face_device(device), id));
    set_current_device(device);
  });
  m.def("elapsed_milliseconds", [](size_t from, size_t to) {
    return elapsed_milliseconds(reinterpret_cast<Event*>(from), reinterpret_cast<Event*>(to));
  });
  auto stream_of = [](int64_t id, int device) {
    return c10::Stream(c10::Stream::UNSAFE, face_device(device), id);
  };
  m.def("stream_handle", [=](int64_t id, int device) {
    return reinterpret_cast<size_t>(native_handle(stream_of(id, device)));
  });
  m.def("stream_priority", [=](int64_t id, int device) {
    return stream_priority(stream_of(id, device));
  });
}

void bind_tensors(py::module& m) {
  m.def("host_view", &host_view);
  m.def("device_view", &device_view);
  m.def("device_view_among", &device_view_among);
  m.def("adopt_storage", [](const Tensor& whole, const Tensor& host) {
    adopt_twin(*whole.storage().unsafeGetStorageImpl(),
               StoragePtr::reclaim_copy(host.storage().unsafeGetStorageImpl()));
  });
  m.def("resize_storage", [](const Tensor& whole, size_t bytes) {
    resize_face_storage(*whole.storage().unsafeGetStorageImpl(), bytes);
  });
  m.def("register_host_memory", [](size_t pointer, size_t bytes) {
    return register_host_memory(reinterpret_cast<void*>(pointer), bytes);
  });
  m.def("unregister_host_memory", [](size_t pointer) {
    return unregister_host_memory(reinterpret_cast<void*>(pointer));
  });
  m.def("is_pinned", [](size_t pointer) { return is_pinned(reinterpret_cast<void*>(pointer)); });
}

void bind_graphs(py::module& m) {
  py::class_<graph::Graph>(m, "Graph")
      .def(py::init<>())
      .def("begin", &graph::Graph::begin, py::arg("thread_local_errors") = false)
      .def("end", &graph::Graph::end)
      .def("is_empty", &graph::Graph::is_empty)
      .def("replay", &graph::Graph::replay, py::call_guard<py::gil_scoped_release>())
      .def("reset", &graph::Graph::reset);
  m.def("is_capturing", [] { return graph::is_capturing(current_stream(-1)); });
}

}  // namespace
}  // namespace jarip

PYBIND11_MODULE(jarip_torch_core, m) {
  jarip::bind_devices(m);
  jarip::bind_streams(m);
  jarip::bind_tensors(m);
  jarip::bind_graphs(m);
  jarip::bind_programs(m);
  jarip::bind_memory(m);
  jarip::bind_history(m);
  // Later, because its base type is only known once torch.distributed is initialised.
  m.def("bind_collectives", [](pybind11::module module) { jarip::bind_collectives(module); });
}
