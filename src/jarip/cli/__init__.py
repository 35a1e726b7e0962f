"""The `jarip` command, one module a command.

Owns: reading the command line, showing results, exit codes.
Does not own: any rule. It asks the server through `jarip.sdk`, or the compiler.
Read first: `main.main`; `commands.COMMANDS` lists the modules. A module imports what is heavy
inside its functions, so that `jarip --help` stays quick.
"""
