"""nvcc's face: its options, phases and messages, over `jarip.cuda.frontend`.

Owns: the option table (`options`), the command line (`command_line`), what it asks for
(`request`), and one file a step: `compile_step`, `device_link`, `link_step`, `preprocess`; what it
takes that clang would not: `lenient`, `texture_references`, `foreign_toolkits`.
Doesn't own: how clang is called (`jarip.cuda.frontend`), or device code after its IR
(`jarip.cuda.ir` onward). Read `jarip.cuda.driver` first, then `build.py`.
"""
