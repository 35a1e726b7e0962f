"""The loop that makes the domains work together: schedule, start, poll, meter, finish.

Owns: the order of those steps and that every one of them can be repeated after a crash.
Does not own: any rule. Which job goes where is `scheduling`'s, what a state means `jobs`', how an
attempt runs `engines`', what a second costs `metering`'s and `billing`'s.
Read first: `loop.ControlLoop`.
"""
