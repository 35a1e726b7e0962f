#include "generator.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Utils.h>
#include <c10/core/CPUAllocator.h>
#include <c10/util/Exception.h>

#include <cstring>
#include <mutex>
#include <random>
#include <vector>

#include "devices.h"
#include "target.h"

namespace jarip {
namespace {

constexpr size_t kStateBytes = 16;
constexpr uint64_t kOffsetStep = 4;  // a GPU's generator yields four numbers a step

// splitmix64 (Steele, Lea, Flood 2014): spreads seed and offset over the engine's 624 words.
uint64_t mix(uint64_t& state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

at::mt19937 derive_engine(uint64_t seed, uint64_t offset) {
  at::mt19937_data_pod data;
  data.seed_ = seed;
  data.left_ = 1;
  data.next_ = 0;
  data.seeded_ = true;
  uint64_t state = seed;
  state = mix(state) ^ offset;
  for (size_t i = 0; i < data.state_.size(); i += 2) {
    uint64_t word = mix(state);
    data.state_[i] = static_cast<uint32_t>(word);
    data.state_[i + 1] = static_cast<uint32_t>(word >> 32);
  }
  at::mt19937 engine(0);
  engine.set_data(data);
  return engine;
}

// What the twin's kernels draw from.
at::Generator make_host_engine() { return at::make_generator<at::CPUGeneratorImpl>(); }
at::Generator make_vendor_engine(c10::Device device) {
  return at::globalContext().getAcceleratorHooksInterface(kTwinType).getNewGenerator(
      device.index());
}

void reset_vendor_engine(at::Generator& engine, uint64_t seed, uint64_t offset) {
  std::lock_guard<std::mutex> hold(engine.mutex());
  uint64_t state = seed;
  state = mix(state) ^ offset;
  engine.set_current_seed(mix(state));
}

void reset_host_engine(at::Generator& engine, uint64_t seed, uint64_t offset) {
  auto* host = at::check_generator<at::CPUGeneratorImpl>(engine);
  std::lock_guard<std::mutex> hold(host->mutex_);
  host->set_engine(derive_engine(seed, offset));
  host->set_next_float_normal_sample(std::nullopt);
  host->set_next_double_normal_sample(std::nullopt);
}

struct Counter : c10::intrusive_ptr_target {
  uint64_t seed = c10::default_rng_seed_val;
  uint64_t offset = 0;
};

class FaceGenerator final : public c10::GeneratorImpl {
 public:
  explicit FaceGenerator(int device)
      : GeneratorImpl(face_device(device), c10::DispatchKeySet(c10::DispatchKey::CUDA)),
        counter_(c10::make_intrusive<Counter>()) {}

  void set_current_seed(uint64_t seed) override {
    counter_->seed = seed;
    counter_->offset = 0;
  }
  uint64_t current_seed() const override { return counter_->seed; }
  uint64_t seed() override {
    std::random_device device;
    set_current_seed((uint64_t{device()} << 32 | device()) & 0x1fffffffffffffULL);
    return current_seed();
  }
  void set_offset(uint64_t offset) override {
    TORCH_CHECK(offset % kOffsetStep == 0, "offset must be a multiple of 4");
    counter_->offset = offset;
  }
  uint64_t get_offset() const override { return counter_->offset; }

  void set_state(const c10::TensorImpl& state) override {
    at::detail::check_rng_state(state);
    auto bytes = static_cast<size_t>(state.numel());
    TORCH_CHECK(bytes == kStateBytes || bytes == sizeof(uint64_t), "RNG state is wrong size");
    auto* data = static_cast<const char*>(state.data());
    uint64_t offset = 0;
    std::memcpy(&counter_->seed, data, sizeof(uint64_t));
    if (bytes == kStateBytes) std::memcpy(&offset, data + sizeof(uint64_t), sizeof offset);
    set_offset(offset);
  }
  c10::intrusive_ptr<c10::TensorImpl> get_state() const override {
    auto state = at::detail::empty_cpu({static_cast<int64_t>(kStateBytes)}, c10::kByte,
                                       std::nullopt, std::nullopt, std::nullopt, std::nullopt);
    auto* data = static_cast<char*>(state.data_ptr());
    std::memcpy(data, &counter_->seed, sizeof(uint64_t));
    std::memcpy(data + sizeof(uint64_t), &counter_->offset, sizeof(uint64_t));
    return state.getIntrusivePtr();
  }

  // State that a captured graph shares with its generator.
  void graphsafe_set_state(const c10::intrusive_ptr<GeneratorImpl>& other) override {
    auto* face = dynamic_cast<FaceGenerator*>(other.get());
    TORCH_CHECK(face, "Expected a CUDA Generator");
    counter_ = face->counter_;
  }
  c10::intrusive_ptr<GeneratorImpl> graphsafe_get_state() const override {
    auto copy = c10::make_intrusive<FaceGenerator>(device_.index());
    copy->counter_ = counter_;
    return copy;
  }

  at::Generator draw(bool on_host) {
    std::lock_guard<std::mutex> hold(mutex_);
    at::Generator& engine = on_host ? host_engine_ : vendor_engine_;
    if (!engine.defined()) engine = on_host ? make_host_engine() : make_vendor_engine(device_);
    if (on_host) reset_host_engine(engine, counter_->seed, counter_->offset);
    else reset_vendor_engine(engine, counter_->seed, counter_->offset);
    counter_->offset += kOffsetStep;
    return engine;
  }

 private:
  FaceGenerator* clone_impl() const override {
    auto* copy = new FaceGenerator(device_.index());
    copy->counter_->seed = counter_->seed;
    copy->counter_->offset = counter_->offset;
    return copy;
  }

  c10::intrusive_ptr<Counter> counter_;
  at::Generator host_engine_, vendor_engine_;  // made when first drawn from
};

}  // namespace

const at::Generator& default_generator(int device) {
  static auto* generators = [] {
    auto* all = new std::vector<at::Generator>;
    for (int index = 0; index < device_count(); index++) all->push_back(make_generator(index));
    return all;
  }();
  return (*generators)[resolve_device(device)];
}

at::Generator make_generator(int device) {
  return at::make_generator<FaceGenerator>(resolve_device(device));
}

at::Generator engine_for_draw(const at::Generator& face, bool on_host) {
  return static_cast<FaceGenerator*>(face.unsafeGetGeneratorImpl())->draw(on_host);
}

bool is_face_generator(const at::Generator& generator) {
  return generator.defined() && generator.device().type() == kFaceType;
}

}  // namespace jarip
