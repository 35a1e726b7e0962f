"""Every option of nvcc, as a table: its names, what it takes, and what Jarip does with it.

The list is that of NVIDIA's public "CUDA Compiler Driver NVCC" documentation (release 12.x),
section "NVCC Command Options". `jarip.cuda.compat` prints it; `command_line` parses by it.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Option(NamedTuple):
    """One option: `long` and its other names without dashes; `takes` one of the TAKES_* kinds."""

    long: str
    short: tuple[str, ...]
    takes: str
    handling: str
    note: str


FLAG: Final = "nothing"
BOOLEAN: Final = "true or false"
ONE: Final = "one value"
LIST: Final = "a list"

SUPPORTED: Final = "supported"
PARTIAL: Final = "partial"
IGNORED: Final = "ignored"  # accepted, has no effect here; the note says why that is right
REFUSED: Final = "refused"  # an error that names the option; the note says why and what to do

_ONE_TARGET = "device code is compiled once for the chip the program runs on, at run time"
_NO_SASS = "there are no ptxas, nvlink or machine-code steps to pass it to"
_NO_WINDOWS = "belongs to nvcc on Windows"

_FILES = (
    Option("output-file", ("o",), ONE, SUPPORTED, ""),
    Option("objdir-as-tempdir", ("objtemp",), FLAG, IGNORED, "intermediate files never collide"),
    Option("pre-include", ("include",), LIST, SUPPORTED, ""),
    Option("library", ("l",), LIST, SUPPORTED, ""),
    Option("define-macro", ("D",), LIST, SUPPORTED, ""),
    Option("undefine-macro", ("U",), LIST, SUPPORTED, ""),
    Option("include-path", ("I",), LIST, SUPPORTED, ""),
    Option("system-include", ("isystem",), LIST, SUPPORTED, ""),
    Option("library-path", ("L",), LIST, SUPPORTED, ""),
    Option("output-directory", ("odir",), ONE, SUPPORTED, ""),
    Option("dependency-output", ("MF",), ONE, SUPPORTED, ""),
    Option("generate-dependency-targets", ("MP",), FLAG, SUPPORTED, ""),
    Option("compiler-bindir", ("ccbin",), ONE, IGNORED, "host code is compiled by our own clang"),
    Option("allow-unsupported-compiler", (), FLAG, IGNORED, "there is no version check"),
    Option("archiver-binary", ("arbin",), ONE, SUPPORTED, ""),
    Option("cudart", (), ONE, PARTIAL, "shared and static both link the shared library"),
    Option("cudadevrt", (), ONE, IGNORED, "the device runtime needs no library of its own"),
    Option("libdevice-directory", ("ldir",), ONE, IGNORED, "the device library is built in"),
    Option("target-directory", ("target-dir",), ONE, IGNORED, "there is one target directory"),
)

_PHASES = (
    Option("link", (), FLAG, SUPPORTED, ""),
    Option("lib", (), FLAG, SUPPORTED, ""),
    Option("device-link", ("dlink",), FLAG, SUPPORTED, ""),
    Option("device-c", ("dc",), FLAG, SUPPORTED, ""),
    Option("device-w", ("dw",), FLAG, SUPPORTED, ""),
    Option("cuda", (), FLAG, REFUSED, "host and device code are never merged into one .cu.cpp.ii"),
    Option("compile", ("c",), FLAG, SUPPORTED, ""),
    Option("fatbin", (), FLAG, PARTIAL, "writes a Jarip device image, which cuModuleLoad reads"),
    Option("cubin", (), FLAG, PARTIAL, "writes a Jarip device image, which cuModuleLoad reads"),
    Option("ptx", (), FLAG, PARTIAL, "writes a Jarip device image (LLVM IR inside), not PTX"),
    Option("preprocess", ("E",), FLAG, SUPPORTED, ""),
    Option("generate-dependencies", ("M",), FLAG, SUPPORTED, ""),
    Option("generate-nonsystem-dependencies", ("MM",), FLAG, SUPPORTED, ""),
    Option("generate-dependencies-with-compile", ("MD",), FLAG, SUPPORTED, ""),
    Option("generate-nonsystem-dependencies-with-compile", ("MMD",), FLAG, SUPPORTED, ""),
    Option("optix-ir", (), FLAG, REFUSED, "OptiX is a ray-tracing product outside Jarip's scope"),
    Option("ltoir", (), FLAG, REFUSED, "use -dc: device code is always linked as LLVM IR"),
    Option("run", (), FLAG, SUPPORTED, ""),
)

_BEHAVIOUR = (
    Option("profile", ("pg",), FLAG, SUPPORTED, "host code only"),
    Option("debug", ("g",), FLAG, SUPPORTED, "lines of kernels too: they run in the same process"),
    Option("device-debug", ("G",), FLAG, PARTIAL, "line information; the code stays optimised"),
    Option("extensible-whole-program", ("ewp",), FLAG, IGNORED, "whole programs are always linked"),
    Option("no-compress", (), FLAG, IGNORED, "images are not compressed"),
    Option("compress-mode", (), ONE, IGNORED, "images are not compressed"),
    Option("generate-line-info", ("lineinfo",), FLAG, SUPPORTED, ""),
    Option("optimization-info", ("opt-info",), LIST, IGNORED, "see jarip nvcc --explain"),
    Option("optimize", ("O",), ONE, SUPPORTED, "host code; device code is always optimised"),
    Option("Ofast-compile", ("Ofc",), ONE, IGNORED, "device compiles are short"),
    Option("dopt", (), ONE, IGNORED, "device code is always optimised"),
    Option("dlink-time-opt", ("dlto",), FLAG, IGNORED, "the linked image is optimised as one"),
    Option("gen-opt-lto", (), FLAG, IGNORED, "the linked image is optimised as one"),
    Option("lto", (), FLAG, IGNORED, "the linked image is optimised as one"),
    Option("split-compile", (), ONE, IGNORED, "kernels are compiled one by one, in parallel"),
    Option("split-compile-extended", (), ONE, IGNORED, "kernels are compiled one by one"),
    Option("jobserver", (), FLAG, IGNORED, "use --threads"),
    Option("ftemplate-backtrace-limit", (), ONE, SUPPORTED, ""),
    Option("ftemplate-depth", (), ONE, SUPPORTED, ""),
    Option("no-exceptions", ("noeh",), FLAG, SUPPORTED, ""),
    Option("shared", (), FLAG, SUPPORTED, ""),
    Option("x", (), ONE, SUPPORTED, "c, c++ and cu"),
    Option("std", (), ONE, SUPPORTED, ""),
    Option(
        "no-host-device-initializer-list",
        ("nohdinitlist",),
        FLAG,
        IGNORED,
        "std::initializer_list works in device code",
    ),
    Option("expt-relaxed-constexpr", (), FLAG, IGNORED, "always on"),
    Option("extended-lambda", ("expt-extended-lambda",), FLAG, IGNORED, "always on"),
    Option("machine", ("m",), ONE, PARTIAL, "64 only"),
    Option("m64", (), FLAG, IGNORED, "always 64-bit"),
    Option("host-linker-script", ("hls",), ONE, REFUSED, "our link step needs no linker script"),
    Option("augment-host-linker-script", ("aug-hls",), ONE, REFUSED, "no linker script is needed"),
    Option("host-relocatable-link", ("r",), FLAG, SUPPORTED, ""),
)

_PASSED_ON = (
    Option("compiler-options", ("Xcompiler",), LIST, SUPPORTED, "to clang"),
    Option("linker-options", ("Xlinker",), LIST, SUPPORTED, ""),
    Option("archive-options", ("Xarchive",), LIST, SUPPORTED, ""),
    Option("ptxas-options", ("Xptxas",), LIST, IGNORED, _NO_SASS),
    Option("Xcudafe", (), ONE, IGNORED, "of a front end that Jarip doesn't have"),
    Option("nvlink-options", ("Xnvlink",), LIST, IGNORED, _NO_SASS),
    Option("forward-unknown-to-host-compiler", (), FLAG, SUPPORTED, ""),
    Option("forward-unknown-to-host-linker", (), FLAG, SUPPORTED, ""),
    Option("forward-unknown-opts", (), FLAG, SUPPORTED, ""),
    Option("forward-slash-prefix-opts", (), FLAG, IGNORED, _NO_WINDOWS),
)

_DRIVING = (
    Option("static-global-template-stub", (), BOOLEAN, IGNORED, "kernel stubs need no help"),
    Option("device-entity-has-hidden-visibility", (), BOOLEAN, IGNORED, "images are private"),
    Option("dont-use-profile", ("noprof",), FLAG, IGNORED, "there is no nvcc.profile"),
    Option("threads", ("t",), ONE, SUPPORTED, "0 is one a processor, and the default"),
    Option("dryrun", (), FLAG, SUPPORTED, ""),
    Option("verbose", ("v",), FLAG, SUPPORTED, ""),
    Option("keep", (), FLAG, SUPPORTED, "keeps the device IR and image"),
    Option("keep-dir", (), ONE, SUPPORTED, ""),
    Option("save-temps", (), FLAG, SUPPORTED, "as --keep"),
    Option("clean-targets", ("clean",), FLAG, SUPPORTED, ""),
    Option("time", (), ONE, SUPPORTED, "CSV: phase, file, seconds"),
    Option("run-args", (), LIST, SUPPORTED, ""),
    Option("use-local-env", (), FLAG, IGNORED, _NO_WINDOWS),
    Option("input-drive-prefix", ("idp",), ONE, IGNORED, _NO_WINDOWS),
    Option("dependency-drive-prefix", ("ddp",), ONE, IGNORED, _NO_WINDOWS),
    Option("drive-prefix", ("dp",), ONE, IGNORED, _NO_WINDOWS),
    Option("dependency-target-name", ("MT",), ONE, SUPPORTED, ""),
    Option("no-align-double", (), FLAG, IGNORED, "has no effect on 64-bit systems"),
    Option("no-device-link", ("nodlink",), FLAG, SUPPORTED, ""),
    Option("list-gpu-code", ("code-ls",), FLAG, SUPPORTED, ""),
    Option("list-gpu-arch", ("arch-ls",), FLAG, SUPPORTED, ""),
    Option("qpp-config", (), ONE, REFUSED, "QNX hosts are not supported"),
    Option("fdevice-time-trace", (), ONE, IGNORED, "see --time"),
    Option("device-stack-protector", (), BOOLEAN, IGNORED, "blocks run on the host's own stack"),
    Option("frandom-seed", (), ONE, SUPPORTED, ""),
    Option("options-file", ("optf",), LIST, SUPPORTED, "@FILE too"),
    Option("explain", (), FLAG, SUPPORTED, "Jarip's own: how each kernel will be compiled"),
)

_MATHS = (
    Option("use_fast_math", (), FLAG, SUPPORTED, ""),
    Option("ftz", (), BOOLEAN, SUPPORTED, ""),
    Option("prec-div", (), BOOLEAN, SUPPORTED, ""),
    Option("prec-sqrt", (), BOOLEAN, IGNORED, "square roots are always correctly rounded"),
    Option("fmad", (), BOOLEAN, SUPPORTED, ""),
)

_STEERING = (
    Option("gpu-architecture", ("arch",), ONE, IGNORED, _ONE_TARGET),
    Option("gpu-code", ("code",), LIST, IGNORED, _ONE_TARGET),
    Option("generate-code", ("gencode",), LIST, IGNORED, _ONE_TARGET),
    Option("relocatable-device-code", ("rdc",), BOOLEAN, SUPPORTED, ""),
    Option("entries", ("e",), LIST, IGNORED, "a kernel is compiled when it is first launched"),
    Option("maxrregcount", (), ONE, IGNORED, "CPUs spill registers by themselves"),
    Option("extra-device-vectorization", (), FLAG, IGNORED, "kernels are always vectorised"),
    Option("default-stream", (), ONE, SUPPORTED, "legacy, null and per-thread"),
    Option("keep-device-functions", (), FLAG, IGNORED, "images keep what the host can reach"),
    Option("source-in-ptx", ("src-in-ptx",), FLAG, IGNORED, "there is no PTX"),
    Option("restrict", (), FLAG, IGNORED, "aliasing is proven, or checked when a kernel starts"),
    Option("resource-usage", ("res-usage",), FLAG, IGNORED, "see jarip nvcc --explain"),
    Option("compile-as-tools-patch", (), FLAG, REFUSED, "there are no sanitizer patches"),
)

_DIAGNOSTICS = (
    Option("disable-warnings", ("w",), FLAG, SUPPORTED, ""),
    Option("Werror", (), LIST, SUPPORTED, "any kind makes all warnings errors"),
    Option("Wno-deprecated-gpu-targets", (), FLAG, IGNORED, "no target is deprecated"),
    Option("Wno-deprecated-declarations", (), FLAG, SUPPORTED, ""),
    Option("Wreorder", (), FLAG, SUPPORTED, ""),
    Option("Wdefault-stream-launch", (), FLAG, IGNORED, "launches are not linted"),
    Option("Wmissing-launch-bounds", (), FLAG, IGNORED, "bounds are not needed on a CPU"),
    Option("Wext-lambda-captures-this", (), FLAG, IGNORED, "clang warns by itself"),
    Option("no-display-error-number", ("no-err-no",), FLAG, IGNORED, "clang's have names"),
    Option("display-error-number", ("err-no",), FLAG, IGNORED, "clang's have names, not numbers"),
    Option("diag-error", (), LIST, IGNORED, "its numbers belong to another front end"),
    Option("diag-suppress", (), LIST, IGNORED, "its numbers belong to another front end"),
    Option("diag-warn", (), LIST, IGNORED, "its numbers belong to another front end"),
    Option("brief-diagnostics", ("brief-diag",), BOOLEAN, SUPPORTED, ""),
    Option("help", ("h",), FLAG, SUPPORTED, ""),
    Option("version", ("V",), FLAG, SUPPORTED, ""),
)

GROUPS: Final[dict[str, tuple[Option, ...]]] = {
    "File and path": _FILES,
    "Phase": _PHASES,
    "Compiler and linker behaviour": _BEHAVIOUR,
    "Passing options on": _PASSED_ON,
    "Guiding the driver": _DRIVING,
    "Mathematics": _MATHS,
    "Steering device compilation": _STEERING,
    "Diagnostics and messages": _DIAGNOSTICS,
}

ALL_OPTIONS: Final[tuple[Option, ...]] = tuple(o for group in GROUPS.values() for o in group)
BY_NAME: Final[dict[str, Option]] = {
    name: option for option in ALL_OPTIONS for name in (option.long, *option.short)
}

# Values may follow these options without a space, as gcc's do.
ATTACHED_VALUE: Final = r"-(isystem|[IDULlO])=?(.+)|-([tm])(\d+)|-(x)(cu|c\+\+|c)"
