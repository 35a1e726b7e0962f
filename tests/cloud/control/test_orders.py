"""What a job's command becomes."""

from __future__ import annotations

from jarip.cloud.control.orders import make_commands
from jarip.cloud.jobs.spec import JobSpec


def test_an_ordinary_command_is_run_as_it_is() -> None:
    assert [each.argv for each in make_commands(JobSpec(command=["python", "a b.py"]))] == [
        ("python", "a b.py")
    ]
    assert [each.argv for each in make_commands(JobSpec(command="a | b"))] == [
        ("/bin/sh", "-c", "a | b")
    ]


def test_a_cu_command_is_compiled_and_then_run_with_its_arguments() -> None:
    build, run = make_commands(JobSpec(command=["src/my prog.cu", "--epochs", "1 2"]))

    assert (build.name, run.name) == ("compile", "run")
    assert "nvcc -O3 'src/my prog.cu' -o '.jarip/my prog'" in build.argv[2]
    assert run.argv == ("./.jarip/my prog", "--epochs", "1 2")


def test_a_cu_command_line_keeps_the_shells_words() -> None:
    _, run = make_commands(JobSpec(command="digits.cu $DATA | tee log"))

    assert run.argv == ("/bin/sh", "-c", "exec ./.jarip/digits $DATA | tee log")
