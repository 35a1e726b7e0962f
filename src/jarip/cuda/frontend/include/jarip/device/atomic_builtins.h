/* Atomic functions with an order and a scope, of CUDA 12.8.
 * Source: CUDA C++ Programming Guide, "Built-in Atomic Functions".
 *
 * The host's memory is one for all scopes, and an order costs what it costs there. */
#ifndef JARIP_ATOMIC_BUILTINS_H
#define JARIP_ATOMIC_BUILTINS_H
#pragma clang system_header
#include "declaration.h"

#define __CUDACC_DEVICE_ATOMIC_BUILTINS__ 1

enum {
  __NV_ATOMIC_RELAXED = __ATOMIC_RELAXED,
  __NV_ATOMIC_CONSUME = __ATOMIC_CONSUME,
  __NV_ATOMIC_ACQUIRE = __ATOMIC_ACQUIRE,
  __NV_ATOMIC_RELEASE = __ATOMIC_RELEASE,
  __NV_ATOMIC_ACQ_REL = __ATOMIC_ACQ_REL,
  __NV_ATOMIC_SEQ_CST = __ATOMIC_SEQ_CST
};
enum {
  __NV_THREAD_SCOPE_THREAD,
  __NV_THREAD_SCOPE_BLOCK,
  __NV_THREAD_SCOPE_CLUSTER,
  __NV_THREAD_SCOPE_DEVICE,
  __NV_THREAD_SCOPE_SYSTEM
};

namespace jarip {

/* What a pointer to T points to, as a parameter that T is not deduced from. */
template <class T>
struct atomic_value {
  typedef __remove_cv(T) type;
};
template <class T>
using atomic_value_t = typename atomic_value<T>::type;

/* The integer of that many bytes: values of any type are exchanged as what they consist of. */
template <int kBytes>
struct atomic_word {
  static_assert(kBytes < 0, "jarip: atomic functions take values of 1, 2, 4 or 8 bytes");
};
template <>
struct atomic_word<1> {
  typedef unsigned char type __attribute__((may_alias));
};
template <>
struct atomic_word<2> {
  typedef unsigned short type __attribute__((may_alias));
};
template <>
struct atomic_word<4> {
  typedef unsigned int type __attribute__((may_alias));
};
template <>
struct atomic_word<8> {
  typedef unsigned long long type __attribute__((may_alias));
};
template <class T>
using atomic_word_t = typename atomic_word<(int)sizeof(T)>::type;

}  // namespace jarip

#define JARIP_ATOMIC_STEP(operation)                                                        \
  template <class T>                                                                        \
  JARIP_DEVICE jarip::atomic_value_t<T> __nv_atomic_fetch_##operation(                      \
      T *address, jarip::atomic_value_t<T> value, int order,                                \
      int scope = __NV_THREAD_SCOPE_SYSTEM) {                                               \
    (void)scope;                                                                            \
    return __atomic_fetch_##operation(address, value, order);                               \
  }                                                                                         \
  template <class T>                                                                        \
  JARIP_DEVICE void __nv_atomic_##operation(T *address, jarip::atomic_value_t<T> value,     \
                                            int order, int scope = __NV_THREAD_SCOPE_SYSTEM) { \
    (void)scope;                                                                            \
    __atomic_fetch_##operation(address, value, order);                                      \
  }
JARIP_ATOMIC_STEP(add)
JARIP_ATOMIC_STEP(sub)
JARIP_ATOMIC_STEP(min)
JARIP_ATOMIC_STEP(max)
JARIP_ATOMIC_STEP(and)
JARIP_ATOMIC_STEP(or)
JARIP_ATOMIC_STEP(xor)
#undef JARIP_ATOMIC_STEP

template <class T>
JARIP_DEVICE void __nv_atomic_load(T *address, jarip::atomic_value_t<T> *result, int order,
                                   int scope = __NV_THREAD_SCOPE_SYSTEM) {
  (void)scope;
  const auto word = __atomic_load_n((const volatile jarip::atomic_word_t<T> *)address, order);
  __builtin_memcpy(result, &word, sizeof(T));
}
template <class T>
JARIP_DEVICE jarip::atomic_value_t<T> __nv_atomic_load_n(T *address, int order,
                                                         int scope = __NV_THREAD_SCOPE_SYSTEM) {
  jarip::atomic_value_t<T> result;
  __nv_atomic_load(address, &result, order, scope);
  return result;
}
template <class T>
JARIP_DEVICE void __nv_atomic_store(T *address, jarip::atomic_value_t<T> *value, int order,
                                    int scope = __NV_THREAD_SCOPE_SYSTEM) {
  (void)scope;
  jarip::atomic_word_t<T> word;
  __builtin_memcpy(&word, value, sizeof(T));
  __atomic_store_n((volatile jarip::atomic_word_t<T> *)address, word, order);
}
template <class T>
JARIP_DEVICE void __nv_atomic_store_n(T *address, jarip::atomic_value_t<T> value, int order,
                                      int scope = __NV_THREAD_SCOPE_SYSTEM) {
  __nv_atomic_store(address, &value, order, scope);
}
template <class T>
JARIP_DEVICE void __nv_atomic_exchange(T *address, jarip::atomic_value_t<T> *value,
                                       jarip::atomic_value_t<T> *result, int order,
                                       int scope = __NV_THREAD_SCOPE_SYSTEM) {
  (void)scope;
  jarip::atomic_word_t<T> word;
  __builtin_memcpy(&word, value, sizeof(T));
  word = __atomic_exchange_n((volatile jarip::atomic_word_t<T> *)address, word, order);
  __builtin_memcpy(result, &word, sizeof(T));
}
template <class T>
JARIP_DEVICE jarip::atomic_value_t<T> __nv_atomic_exchange_n(T *address,
                                                             jarip::atomic_value_t<T> value,
                                                             int order,
                                                             int scope = __NV_THREAD_SCOPE_SYSTEM) {
  jarip::atomic_value_t<T> result;
  __nv_atomic_exchange(address, &value, &result, order, scope);
  return result;
}
template <class T>
JARIP_DEVICE bool __nv_atomic_compare_exchange(T *address, jarip::atomic_value_t<T> *expected,
                                               jarip::atomic_value_t<T> *desired, bool weak,
                                               int success, int failure,
                                               int scope = __NV_THREAD_SCOPE_SYSTEM) {
  (void)weak, (void)scope;
  jarip::atomic_word_t<T> old, word;
  __builtin_memcpy(&old, expected, sizeof(T));
  __builtin_memcpy(&word, desired, sizeof(T));
  const bool done = __atomic_compare_exchange_n((volatile jarip::atomic_word_t<T> *)address, &old,
                                                word, false, success, failure);
  __builtin_memcpy(expected, &old, sizeof(T));
  return done;
}
template <class T>
JARIP_DEVICE bool __nv_atomic_compare_exchange_n(T *address, jarip::atomic_value_t<T> *expected,
                                                 jarip::atomic_value_t<T> desired, bool weak,
                                                 int success, int failure,
                                                 int scope = __NV_THREAD_SCOPE_SYSTEM) {
  return __nv_atomic_compare_exchange(address, expected, &desired, weak, success, failure, scope);
}
JARIP_DEVICE void __nv_atomic_thread_fence(int order, int scope = __NV_THREAD_SCOPE_SYSTEM) {
  (void)scope;
  __atomic_thread_fence(order);
}

/* How a cache is to treat what a pointer points to: a hint for a cache that is not there. */
JARIP_DEVICE void *__nv_associate_access_property(const void *pointer,
                                                  unsigned long long property) {
  (void)property;
  return const_cast<void *>(pointer);
}

#endif
