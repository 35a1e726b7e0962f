"""The front end: clang, pointed at our own CUDA headers and device library.

Owns: finding clang (`toolchain`), CUDA source to device IR (`device_compile`) and to a host object
(`host_compile`), the device image a program carries (`image`, `metadata`), the device library's
bitcode (`devicelib_build`), and the cache of compiled inputs (`compile_cache`).
Doesn't own: nvcc's options and phases (`jarip.cuda.nvcc`), nor anything after device IR
(`jarip.cuda.ir` onward). Read `device_compile.py` first.
"""
