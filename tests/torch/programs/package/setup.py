"""A package with a CUDA extension, as projects on GitHub write it."""

from setuptools import setup
from torch.utils.cpp_extension import BuildExtension, CUDAExtension

setup(
    name="scaling",
    version="0.1",
    packages=["scaling"],
    ext_modules=[
        CUDAExtension(
            name="scaling._C",
            sources=["scaling/bind.cpp", "scaling/scale.cu"],
            extra_compile_args={
                "cxx": ["-O2"],
                "nvcc": [
                    "-O3",
                    "--use_fast_math",
                    "-lineinfo",
                    "-DFACTOR=3",
                    "-gencode=arch=compute_80,code=sm_80",
                    "--expt-relaxed-constexpr",
                ],
            },
        )
    ],
    cmdclass={"build_ext": BuildExtension},
)
