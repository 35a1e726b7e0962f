int count_of(int n) {
  int new = n + 7; /* a C++ keyword: this is compiled as C */
  return new;
}
