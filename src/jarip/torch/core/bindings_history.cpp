// The history of allocations for Python, in the shapes that torch.cuda.memory._snapshot describes.
#include <pybind11/functional.h>
#include <pybind11/stl.h>
#include <torch/csrc/profiler/combined_traceback.h>

#include "bindings.h"
#include "devices.h"
#include "memory_history.h"

namespace torch {
// From torch/csrc/profiler/python/combined_traceback.h, which needs a JSON library.
std::vector<pybind11::object> py_symbolize(std::vector<CapturedTraceback*>& to_symbolize);
}  // namespace torch

namespace jarip {
namespace {

namespace py = pybind11;
using memory_history::Action;
using memory_history::Entry;
using memory_history::Lines;

// One list of frames for each: {filename, line, name}, innermost first.
std::vector<py::object> describe_lines(const std::vector<Lines>& all) {
  std::vector<torch::CapturedTraceback*> captured;
  for (const Lines& lines : all)
    if (lines) captured.push_back(static_cast<torch::CapturedTraceback*>(lines.get()));
  std::vector<py::object> known = torch::py_symbolize(captured), described;
  auto next = known.begin();
  for (const Lines& lines : all)
    described.push_back(lines ? std::move(*next++) : py::object(py::list()));
  return described;
}

py::dict describe(const Entry& entry, py::object frames, int device) {
  py::dict d;
  d["action"] = memory_history::name_of(entry.action);
  d[entry.action == Action::kOutOfMemory ? "device_free" : "addr"] = entry.address;
  d["size"] = entry.bytes;
  d["stream"] = entry.stream;
  d["time_us"] = entry.microseconds;
  d["compile_context"] = "N/A";
  d["user_metadata"] = entry.metadata;
  d["pool_id"] = py::make_tuple(0, 0);
  d["device"] = device;
  d["frames"] = std::move(frames);
  return d;
}

py::list device_trace(int device) {
  std::vector<Entry> entries = memory_history::entries(device);
  std::vector<Lines> lines;
  for (const Entry& entry : entries) lines.push_back(entry.lines);
  std::vector<py::object> frames = describe_lines(lines);
  py::list trace;
  for (size_t i = 0; i < entries.size(); i++)
    trace.append(describe(entries[i], std::move(frames[i]), device));
  return trace;
}

// For each address of a live block, its frames.
std::vector<py::object> frames_of_blocks(const std::vector<size_t>& addresses) {
  std::vector<Lines> lines;
  for (size_t address : addresses)
    lines.push_back(memory_history::lines_of(reinterpret_cast<const void*>(address)));
  return describe_lines(lines);
}

}  // namespace

void bind_history(py::module& m) {
  m.def("start_memory_history", [](bool keeps_entries, int context, bool native_lines,
                                   size_t most_entries) {
    memory_history::start({keeps_entries, static_cast<memory_history::Context>(context),
                           native_lines, most_entries});
  });
  m.def("stop_memory_history", &memory_history::stop);
  m.def("clear_memory_history", &memory_history::clear);
  m.def("is_memory_history_on", [] { return memory_history::is_on.load(); });
  m.def("memory_traces", [] {
    memory_history::note_snapshot();
    py::list traces;
    for (int device = 0; device < device_count(); device++) traces.append(device_trace(device));
    return traces;
  });
  m.def("frames_of_blocks", &frames_of_blocks);
  m.def("set_memory_metadata", &memory_history::set_metadata);
  m.def("memory_metadata", &memory_history::metadata);
  m.def("observe_out_of_memory", [](py::function observer) {
    auto kept = std::shared_ptr<py::function>(new py::function(std::move(observer)),
                                              [](py::function*) { /* as long as the process */ });
    memory_history::add_observer([kept](int device, size_t bytes, size_t reserved, size_t free) {
      py::gil_scoped_acquire gil;
      (*kept)(device, bytes, reserved, free);
    });
  });
}

}  // namespace jarip
