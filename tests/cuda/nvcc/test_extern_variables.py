"""Extern device variables of a program compiled whole are defined, and the build says so."""

from jarip.cuda.frontend.extern_variables import define_extern_variables
from jarip.cuda.frontend.metadata import describe

IR = """target triple = "nvptx64-nvidia-cuda"
@total = external dso_local addrspace(1) global i32, align 4
@"odd name" = external addrspace(4) externally_initialized constant [3 x float], align 4
@dynamic = external addrspace(3) global [0 x i8], align 16
@own = dso_local addrspace(1) externally_initialized global i32 5, align 4
"""


def test_variables_are_defined_as_zero_and_shared_memory_is_left_alone():
    text, names = define_extern_variables(IR)

    assert names == ["total", "odd name"]
    assert "@total = dso_local addrspace(1) global i32 zeroinitializer, align 4" in text
    assert "constant [3 x float] zeroinitializer, align 4" in text
    assert "@dynamic = external" in text
    assert describe(text).count("variable") == 3
