// Trains a multilayer perceptron on the UCI handwritten digits and tests it on digits it never saw.
//
// An ordinary CUDA program: hand-written forward, backward and update kernels, shared-memory tiles,
// barriers, atomics, constant memory, two streams and events. Nothing in it knows of Jarip.
//
//   nvcc -O3 -o digits digits.cu && ./digits digits.csv
//
// 64 pixels -> 128 -> 64 -> 10 classes, ReLU, softmax cross-entropy, Adam.

#include <cuda_runtime.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <numeric>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#define CHECK(call)                                                         \
  do {                                                                      \
    cudaError_t error = (call);                                             \
    if (error != cudaSuccess) {                                             \
      fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call,         \
              cudaGetErrorString(error));                                   \
      exit(EXIT_FAILURE);                                                   \
    }                                                                       \
  } while (0)

constexpr int kPixels = 64;
constexpr int kHidden1 = 128;
constexpr int kHidden2 = 64;
constexpr int kClasses = 10;
constexpr int kBatch = 64;
constexpr int kEpochs = 25;
constexpr int kHeldOut = 360;
constexpr int kRowsMax = std::max(kBatch, kHeldOut);
constexpr int kTile = 16;

struct AdamSettings {
  float rate, beta1, beta2, epsilon;
};
__constant__ AdamSettings adam;

// ------------------------------------------------------------------ kernels

// C[m,n] = op(A)[m,k] * op(B)[k,n], where op transposes if asked; bias and ReLU are optional.
template <bool TransposeA, bool TransposeB, bool Relu>
__global__ void matmul(const float *__restrict__ a, const float *__restrict__ b,
                       const float *__restrict__ bias, float *__restrict__ c, int m, int n, int k) {
  __shared__ float tile_a[kTile][kTile + 1];
  __shared__ float tile_b[kTile][kTile + 1];
  const int row = blockIdx.y * kTile + threadIdx.y;
  const int column = blockIdx.x * kTile + threadIdx.x;
  float sum = 0.0f;
  for (int start = 0; start < k; start += kTile) {
    const int ka = start + threadIdx.x;
    const int kb = start + threadIdx.y;
    tile_a[threadIdx.y][threadIdx.x] =
        row < m && ka < k ? (TransposeA ? a[ka * m + row] : a[row * k + ka]) : 0.0f;
    tile_b[threadIdx.y][threadIdx.x] =
        column < n && kb < k ? (TransposeB ? b[column * k + kb] : b[kb * n + column]) : 0.0f;
    __syncthreads();
#pragma unroll
    for (int i = 0; i < kTile; ++i) sum += tile_a[threadIdx.y][i] * tile_b[i][threadIdx.x];
    __syncthreads();
  }
  if (row < m && column < n) {
    if (bias) sum += bias[column];
    c[row * n + column] = Relu ? fmaxf(sum, 0.0f) : sum;
  }
}

// Copies the chosen digits of the data set into one contiguous batch.
__global__ void gather_batch(const float *__restrict__ pixels, const int *__restrict__ labels,
                             const int *__restrict__ order, float *__restrict__ batch_pixels,
                             int *__restrict__ batch_labels) {
  const int source = order[blockIdx.x];
  batch_pixels[blockIdx.x * kPixels + threadIdx.x] = pixels[source * kPixels + threadIdx.x];
  if (threadIdx.x == 0) batch_labels[blockIdx.x] = labels[source];
}

// One block a row. Gradient of the mean loss with respect to the logits; adds up loss and hits.
__global__ void softmax_cross_entropy(const float *__restrict__ logits,
                                      const int *__restrict__ labels, float *__restrict__ gradient,
                                      float *loss, int *hits, int rows) {
  __shared__ float value[32];
  __shared__ int index[32];
  const int row = blockIdx.x;
  const int t = threadIdx.x;
  const float logit = t < kClasses ? logits[row * kClasses + t] : -INFINITY;

  value[t] = logit;
  index[t] = t;
  __syncthreads();
  for (int stride = 16; stride > 0; stride /= 2) {
    if (t < stride && value[t + stride] > value[t]) {
      value[t] = value[t + stride];
      index[t] = index[t + stride];
    }
    __syncthreads();
  }
  const float largest = value[0];
  const int predicted = index[0];
  __syncthreads();

  const float e = t < kClasses ? expf(logit - largest) : 0.0f;
  value[t] = e;
  __syncthreads();
  for (int stride = 16; stride > 0; stride /= 2) {
    if (t < stride) value[t] += value[t + stride];
    __syncthreads();
  }
  const float total = value[0];
  const int label = labels[row];
  if (gradient && t < kClasses)
    gradient[row * kClasses + t] = (e / total - (t == label ? 1.0f : 0.0f)) / rows;
  if (t == label) atomicAdd(loss, -(logit - largest - logf(total)));
  if (t == 0 && predicted == label) atomicAdd(hits, 1);
}

__global__ void relu_backward(const float *__restrict__ output, float *__restrict__ gradient,
                              int n) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n && output[i] <= 0.0f) gradient[i] = 0.0f;
}

// One block a column: the bias gradient is the sum of the column.
__global__ void sum_columns(const float *__restrict__ gradient, float *__restrict__ bias_gradient,
                            int rows, int columns) {
  extern __shared__ float partial[];
  float sum = 0.0f;
  for (int row = threadIdx.x; row < rows; row += blockDim.x)
    sum += gradient[row * columns + blockIdx.x];
  partial[threadIdx.x] = sum;
  __syncthreads();
  for (int stride = blockDim.x / 2; stride > 0; stride /= 2) {
    if (threadIdx.x < stride) partial[threadIdx.x] += partial[threadIdx.x + stride];
    __syncthreads();
  }
  if (threadIdx.x == 0) bias_gradient[blockIdx.x] = partial[0];
}

__global__ void adam_update(float *__restrict__ weights, const float *__restrict__ gradient,
                            float *__restrict__ mean, float *__restrict__ variance, int n,
                            float correction1, float correction2) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  const float g = gradient[i];
  const float m = mean[i] = adam.beta1 * mean[i] + (1.0f - adam.beta1) * g;
  const float v = variance[i] = adam.beta2 * variance[i] + (1.0f - adam.beta2) * g * g;
  weights[i] -= adam.rate * (m * correction1) / (sqrtf(v * correction2) + adam.epsilon);
}

// ------------------------------------------------------------------ host side

static int blocks_for(int n, int threads) { return (n + threads - 1) / threads; }

template <class T>
T *device_copy(const std::vector<T> &host) {
  T *device = nullptr;
  CHECK(cudaMalloc(&device, host.size() * sizeof(T)));
  CHECK(cudaMemcpy(device, host.data(), host.size() * sizeof(T), cudaMemcpyHostToDevice));
  return device;
}

// Trainable numbers with their gradient and Adam's two moments.
struct Parameter {
  int size;
  float *value, *gradient, *mean, *variance;

  explicit Parameter(const std::vector<float> &initial) : size(static_cast<int>(initial.size())) {
    value = device_copy(initial);
    for (float **buffer : {&gradient, &mean, &variance}) {
      CHECK(cudaMalloc(buffer, size * sizeof(float)));
      CHECK(cudaMemset(*buffer, 0, size * sizeof(float)));
    }
  }
  ~Parameter() {
    for (float *buffer : {value, gradient, mean, variance}) cudaFree(buffer);
  }
  Parameter(const Parameter &) = delete;

  void update(int step, cudaStream_t stream) {
    const float correction1 = 1.0f / (1.0f - powf(0.9f, step));
    const float correction2 = 1.0f / (1.0f - powf(0.999f, step));
    adam_update<<<blocks_for(size, 256), 256, 0, stream>>>(value, gradient, mean, variance, size,
                                                           correction1, correction2);
  }
};

struct Layer {
  int inputs, outputs;
  Parameter weights, bias;  // weights are [inputs, outputs]
  float *activation, *gradient;

  static std::vector<float> he_normal(int inputs, int outputs, std::mt19937 &random) {
    std::normal_distribution<float> normal(0.0f, std::sqrt(2.0f / inputs));
    std::vector<float> values(inputs * outputs);
    for (float &value : values) value = normal(random);
    return values;
  }

  Layer(int inputs, int outputs, int rows, std::mt19937 &random)
      : inputs(inputs),
        outputs(outputs),
        weights(he_normal(inputs, outputs, random)),
        bias(std::vector<float>(outputs, 0.0f)) {
    CHECK(cudaMalloc(&activation, rows * outputs * sizeof(float)));
    CHECK(cudaMalloc(&gradient, rows * outputs * sizeof(float)));
  }
  ~Layer() {
    cudaFree(activation);
    cudaFree(gradient);
  }

  template <bool Relu>
  void forward(const float *input, int rows, cudaStream_t stream) {
    const dim3 grid(blocks_for(outputs, kTile), blocks_for(rows, kTile)), block(kTile, kTile);
    matmul<false, false, Relu><<<grid, block, 0, stream>>>(input, weights.value, bias.value,
                                                           activation, rows, outputs, inputs);
  }

  // Needs `gradient` filled. Gives the gradients of the parameters, and of the layer below if any.
  void backward(const float *input, Layer *below, int rows, cudaStream_t stream) {
    const dim3 block(kTile, kTile);
    const dim3 weight_grid(blocks_for(outputs, kTile), blocks_for(inputs, kTile));
    matmul<true, false, false><<<weight_grid, block, 0, stream>>>(
        input, gradient, nullptr, weights.gradient, inputs, outputs, rows);
    sum_columns<<<outputs, 64, 64 * sizeof(float), stream>>>(gradient, bias.gradient, rows,
                                                             outputs);
    if (!below) return;
    const dim3 input_grid(blocks_for(inputs, kTile), blocks_for(rows, kTile));
    matmul<false, true, false><<<input_grid, block, 0, stream>>>(
        gradient, weights.value, nullptr, below->gradient, rows, inputs, outputs);
    const int n = rows * inputs;
    relu_backward<<<blocks_for(n, 256), 256, 0, stream>>>(below->activation, below->gradient, n);
  }
};

struct Digits {
  std::vector<float> pixels;  // 64 a digit, 0 to 1
  std::vector<int> labels;

  static Digits read(const std::string &path) {
    std::ifstream file(path);
    if (!file) {
      fprintf(stderr, "%s: cannot be read; give the path of digits.csv as the first argument\n",
              path.c_str());
      exit(EXIT_FAILURE);
    }
    Digits digits;
    std::string line, field;
    while (std::getline(file, line)) {
      std::stringstream fields(line);
      std::vector<float> values;
      while (std::getline(fields, field, ',')) values.push_back(std::stof(field));
      if (values.size() != kPixels + 1) {
        fprintf(stderr, "%s: line %zu has %zu fields, expected %d\n", path.c_str(),
                digits.labels.size() + 1, values.size(), kPixels + 1);
        exit(EXIT_FAILURE);
      }
      for (int i = 0; i < kPixels; ++i) digits.pixels.push_back(values[i] / 16.0f);
      digits.labels.push_back(static_cast<int>(values[kPixels]));
    }
    return digits;
  }
};

class Network {
 public:
  explicit Network(std::mt19937 &random)
      : first_(kPixels, kHidden1, kRowsMax, random),
        second_(kHidden1, kHidden2, kRowsMax, random),
        third_(kHidden2, kClasses, kRowsMax, random) {
    CHECK(cudaMalloc(&loss_, sizeof(float)));
    CHECK(cudaMalloc(&hits_, sizeof(int)));
  }
  ~Network() {
    cudaFree(loss_);
    cudaFree(hits_);
  }

  void clear_score(cudaStream_t stream) {
    CHECK(cudaMemsetAsync(loss_, 0, sizeof(float), stream));
    CHECK(cudaMemsetAsync(hits_, 0, sizeof(int), stream));
  }

  void train(const float *pixels, const int *labels, int rows, cudaStream_t stream) {
    predict(pixels, rows, stream);
    softmax_cross_entropy<<<rows, 32, 0, stream>>>(third_.activation, labels, third_.gradient,
                                                   loss_, hits_, rows);
    third_.backward(second_.activation, &second_, rows, stream);
    second_.backward(first_.activation, &first_, rows, stream);
    first_.backward(pixels, nullptr, rows, stream);
    ++step_;
    for (Layer *layer : {&first_, &second_, &third_}) {
      layer->weights.update(step_, stream);
      layer->bias.update(step_, stream);
    }
    CHECK(cudaGetLastError());
  }

  void test(const float *pixels, const int *labels, int rows, cudaStream_t stream) {
    predict(pixels, rows, stream);
    softmax_cross_entropy<<<rows, 32, 0, stream>>>(third_.activation, labels, nullptr, loss_,
                                                   hits_, rows);
    CHECK(cudaGetLastError());
  }

  // Waits for the stream; mean loss and number of hits since clear_score.
  void score(int rows, float *mean_loss, int *hits, cudaStream_t stream) {
    CHECK(cudaMemcpyAsync(mean_loss, loss_, sizeof(float), cudaMemcpyDeviceToHost, stream));
    CHECK(cudaMemcpyAsync(hits, hits_, sizeof(int), cudaMemcpyDeviceToHost, stream));
    CHECK(cudaStreamSynchronize(stream));
    *mean_loss /= rows;
  }

 private:
  void predict(const float *pixels, int rows, cudaStream_t stream) {
    first_.forward<true>(pixels, rows, stream);
    second_.forward<true>(first_.activation, rows, stream);
    third_.forward<false>(second_.activation, rows, stream);
  }

  Layer first_, second_, third_;
  float *loss_;
  int *hits_;
  int step_ = 0;
};

int main(int argc, char **argv) {
  const Digits digits = Digits::read(argc > 1 ? argv[1] : "digits.csv");
  const int count = static_cast<int>(digits.labels.size());
  const int trained = count - kHeldOut;
  std::mt19937 random(2026);
  std::vector<int> all(count);
  std::iota(all.begin(), all.end(), 0);
  std::shuffle(all.begin(), all.end(), random);  // the first `trained` are learnt, the rest held out

  cudaDeviceProp chip;
  CHECK(cudaGetDeviceProperties(&chip, 0));
  printf("%d digits, %d to learn from, %d held out; device 0 is %s\n", count, trained, kHeldOut,
         chip.name);

  const AdamSettings settings{2e-3f, 0.9f, 0.999f, 1e-8f};
  CHECK(cudaMemcpyToSymbol(adam, &settings, sizeof(settings)));
  float *pixels = device_copy(digits.pixels);
  int *labels = device_copy(digits.labels);
  Network network(random);

  cudaStream_t compute, upload;
  cudaEvent_t order_ready[2], order_free[2], start, stop;
  CHECK(cudaStreamCreate(&compute));
  CHECK(cudaStreamCreateWithFlags(&upload, cudaStreamNonBlocking));
  for (int i = 0; i < 2; ++i) {
    CHECK(cudaEventCreateWithFlags(&order_ready[i], cudaEventDisableTiming));
    CHECK(cudaEventCreateWithFlags(&order_free[i], cudaEventDisableTiming));
  }
  CHECK(cudaEventCreate(&start));
  CHECK(cudaEventCreate(&stop));

  // Two buffers for the order of the digits: the next epoch's is uploaded while this one computes.
  int *host_order[2], *order[2];
  for (int i = 0; i < 2; ++i) {
    CHECK(cudaMallocHost(&host_order[i], count * sizeof(int)));
    CHECK(cudaMalloc(&order[i], count * sizeof(int)));
  }
  float *batch_pixels;
  int *batch_labels;
  CHECK(cudaMalloc(&batch_pixels, kRowsMax * kPixels * sizeof(float)));
  CHECK(cudaMalloc(&batch_labels, kRowsMax * sizeof(int)));

  auto upload_order = [&](int epoch) {
    const int i = epoch % 2;
    CHECK(cudaEventSynchronize(order_free[i]));  // epoch - 2 has read its order
    std::shuffle(all.begin(), all.begin() + trained, random);
    std::copy(all.begin(), all.end(), host_order[i]);
    CHECK(cudaMemcpyAsync(order[i], host_order[i], count * sizeof(int), cudaMemcpyHostToDevice,
                          upload));
    CHECK(cudaEventRecord(order_ready[i], upload));
  };

  upload_order(0);
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    const int i = epoch % 2;
    CHECK(cudaStreamWaitEvent(compute, order_ready[i], 0));
    CHECK(cudaEventRecord(start, compute));
    network.clear_score(compute);
    for (int first = 0; first < trained; first += kBatch) {
      const int rows = std::min(kBatch, trained - first);
      gather_batch<<<rows, kPixels, 0, compute>>>(pixels, labels, order[i] + first, batch_pixels,
                                                  batch_labels);
      network.train(batch_pixels, batch_labels, rows, compute);
    }
    CHECK(cudaEventRecord(stop, compute));
    CHECK(cudaEventRecord(order_free[i], compute));
    if (epoch + 1 < kEpochs) upload_order(epoch + 1);

    float loss, milliseconds;
    int hits;
    network.score(trained, &loss, &hits, compute);
    CHECK(cudaEventElapsedTime(&milliseconds, start, stop));
    printf("epoch %2d  loss %.4f  accuracy %6.2f %%  %7.1f ms\n", epoch + 1, loss,
           100.0 * hits / trained, milliseconds);
    fflush(stdout);
  }

  const int last = (kEpochs - 1) % 2;
  network.clear_score(compute);
  gather_batch<<<kHeldOut, kPixels, 0, compute>>>(pixels, labels, order[last] + trained,
                                                  batch_pixels, batch_labels);
  network.test(batch_pixels, batch_labels, kHeldOut, compute);
  float loss;
  int hits;
  network.score(kHeldOut, &loss, &hits, compute);
  printf("held-out accuracy: %.2f %% (%d of %d)  loss %.4f\n", 100.0 * hits / kHeldOut, hits,
         kHeldOut, loss);

  for (int i = 0; i < 2; ++i) {
    CHECK(cudaFreeHost(host_order[i]));
    CHECK(cudaFree(order[i]));
    CHECK(cudaEventDestroy(order_ready[i]));
    CHECK(cudaEventDestroy(order_free[i]));
  }
  for (void *buffer : {static_cast<void *>(pixels), static_cast<void *>(labels),
                       static_cast<void *>(batch_pixels), static_cast<void *>(batch_labels)})
    CHECK(cudaFree(buffer));
  CHECK(cudaEventDestroy(start));
  CHECK(cudaEventDestroy(stop));
  CHECK(cudaStreamDestroy(compute));
  CHECK(cudaStreamDestroy(upload));
  return hits * 100 >= kHeldOut * 95 ? EXIT_SUCCESS : EXIT_FAILURE;
}
