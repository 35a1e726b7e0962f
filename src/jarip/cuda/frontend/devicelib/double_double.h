/* Numbers as unevaluated sums of two machine numbers, about twice as precise as one.
 * T. Dekker, "A floating-point technique for extending the available precision", 1971; the
 * products by fused multiply-add. */
#ifndef JARIP_DEVICELIB_DOUBLE_DOUBLE_H
#define JARIP_DEVICELIB_DOUBLE_DOUBLE_H

#include "bits.h"

namespace jarip {

template <class T>
struct Pair {
  T high, low;
};

/* Exact sum; |a| >= |b| or a == 0. */
template <class T>
JARIP_HELPER Pair<T> sum_ordered(T a, T b) {
  const T sum = a + b;
  return {sum, b - (sum - a)};
}
/* Exact sum. */
template <class T>
JARIP_HELPER Pair<T> sum_exact(T a, T b) {
  const T sum = a + b;
  const T shadow = sum - a;
  return {sum, (a - (sum - shadow)) + (b - shadow)};
}
/* Exact product. */
template <class T>
JARIP_HELPER Pair<T> product_exact(T a, T b) {
  const T product = a * b;
  return {product, fused(a, b, -product)};
}
template <class T>
JARIP_HELPER Pair<T> add(Pair<T> a, Pair<T> b) {
  const Pair<T> sum = sum_exact(a.high, b.high);
  return sum_ordered(sum.high, sum.low + (a.low + b.low));
}
template <class T>
JARIP_HELPER Pair<T> add(Pair<T> a, T b) {
  const Pair<T> sum = sum_exact(a.high, b);
  return sum_ordered(sum.high, sum.low + a.low);
}
template <class T>
JARIP_HELPER Pair<T> multiply(Pair<T> a, Pair<T> b) {
  const Pair<T> product = product_exact(a.high, b.high);
  return sum_ordered(product.high, fused(a.high, b.low, fused(a.low, b.high, product.low)));
}
template <class T>
JARIP_HELPER Pair<T> multiply(Pair<T> a, T b) {
  const Pair<T> product = product_exact(a.high, b);
  return sum_ordered(product.high, fused(a.low, b, product.low));
}
template <class T>
JARIP_HELPER Pair<T> divide(Pair<T> a, Pair<T> b) {
  const T quotient = a.high / b.high;
  const T rest = fused(-quotient, b.high, a.high) + fused(-quotient, b.low, a.low);
  return sum_ordered(quotient, rest / b.high);
}
/* The square root of a sum of two; 0 and infinity give themselves. */
template <class T>
JARIP_HELPER T square_root_of(Pair<T> a) {
  const T root = square_root(a.high);
  const T rest = fused(-root, root, a.high) + a.low;
  const T better = root + rest / (root + root);
  return root > 0 && !is_infinite(root) ? better : root;
}

}  // namespace jarip

#endif
