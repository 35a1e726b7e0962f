"""Making an attempt's folder ready: code, environment, plan."""

from __future__ import annotations

import json
import logging
import os
import shutil
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from jarip.chips import Chip, part_environment, select_environment
from jarip.cloud.code.archive import ArchiveError
from jarip.cloud.code.unpack import unpack_archive
from jarip.cloud.engines.engine import Command, Order, PrepareError
from jarip.cloud.engines.isolation import Isolation
from jarip.cloud.engines.local.bubblewrap import Sandbox, probe_isolation, wrap
from jarip.cloud.engines.local.checkpoints import seed_checkpoints
from jarip.cloud.engines.local.control_groups import (
    Limits,
    can_share_out_time,
    default_limits,
    group_name,
    make_groups,
)
from jarip.cloud.engines.local.inspect import is_lock_held
from jarip.cloud.engines.local.layout import AttemptFolder, Layout
from jarip.cloud.engines.local.orphans import MARKER
from jarip.cloud.engines.local.processors import count_processors, pick_processors
from jarip.cloud.engines.local.supervisor.records import Plan, Step, write_record

LOG_LIMIT_BYTES = 256 * 1024 * 1024
log = logging.getLogger(__name__)


def prepare_attempt(layout: Layout, chips: Mapping[str, Chip], order: Order) -> None:
    """Write everything the supervisor needs. An attempt that has a supervisor is left alone.

    A folder that a dying server left half made is made anew.
    """
    folder = layout.attempt(order.attempt_id)
    if is_lock_held(folder) or folder.begun.exists():
        return
    _check_isolation(order)
    try:
        if folder.work.exists():
            shutil.rmtree(folder.work)
        for path in (folder.work, folder.temporary, *_kept_folders(layout, order)):
            path.mkdir(parents=True, exist_ok=True)
        folder.path.chmod(0o700)
        for link, target in zip(
            (folder.checkpoints, folder.outputs), _kept_folders(layout, order), strict=False
        ):
            if not link.is_symlink():
                link.symlink_to(target)
        folder.patterns.write_text(json.dumps(order.outputs))
        if order.resume is not None:
            seed_checkpoints(layout, order.job_id, order.resume)
        if order.code_archive is not None:
            unpack_archive(order.code_archive, folder.work)
        write_record(str(folder.plan), _make_plan(layout, folder, chips, order))
    except ArchiveError as error:
        raise PrepareError(f"the code can't be unpacked: {error}", "bad-code") from error
    except OSError as error:
        log.error("%s can't be prepared in %s: %s", order.attempt_id, folder.path, error)
        raise PrepareError(f"the disk of its node: {error.strerror}", "node-disk") from error


def _make_argv(
    layout: Layout,
    folder: AttemptFolder,
    chips: Mapping[str, Chip],
    order: Order,
    command: Command,
) -> list[str]:
    """The command as it is, or within its sandbox."""
    if order.isolation is Isolation.L0:
        return list(command.argv)
    writable = [folder.work, folder.temporary, *_kept_folders(layout, order)]
    readable = []
    if order.cache is not None:
        order.cache.mkdir(parents=True, exist_ok=True)
        writable.append(order.cache)
    if order.toolkit is not None:
        readable.append((order.toolkit, order.toolkit))
    if order.cache is not None and order.toolkit is not None:
        # The job's own compiler looks for the toolkit in the job's own cache.
        readable.append((order.toolkit, order.cache / order.toolkit.name))
    nodes = tuple(node for each in order.chips for node in chips[each].device_nodes)
    return wrap(command.argv, Sandbox(tuple(writable), tuple(readable), folder.work, nodes))


def _check_isolation(order: Order) -> None:
    """Never silently lowered: what can't be given is refused."""
    if order.isolation.level > probe_isolation().level:
        raise PrepareError(
            f"isolation {order.isolation} is not to be had on this node: `jarip doctor` says why",
            "no-isolation",
        )


def _kept_folders(layout: Layout, order: Order) -> tuple[Path, Path, Path]:
    """What of the job outlives its attempts."""
    return (
        layout.checkpoints(order.job_id),
        layout.outputs(order.job_id),
        layout.metrics(order.job_id),
    )


def _make_plan(
    layout: Layout, folder: AttemptFolder, chips: Mapping[str, Chip], order: Order
) -> Plan:
    checkpoints, outputs, metrics = _kept_folders(layout, order)
    environment = {
        "HOME": str(folder.work),
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder.temporary),
        "PYTHONUNBUFFERED": "1",
    }
    own = [chips[each] for each in order.chips]
    environment |= select_environment(own, chips.values())
    if order.percent < 100:
        environment |= part_environment(own[0], order.percent, order.part_memory_bytes)
    environment |= order.environment
    environment |= {
        MARKER: order.attempt_id,
        "JARIP_JOB_ID": order.job_id,
        "JARIP_CHIPS": ",".join(order.chips),
        "JARIP_CHECKPOINT_DIR": str(checkpoints),
        "JARIP_OUTPUT_DIR": str(outputs),
        "JARIP_METRICS_DIR": str(metrics),
    }
    environment.setdefault("PATH", os.defpath)
    lease_until_ns = (
        None if order.lease_ms is None else time.monotonic_ns() + order.lease_ms * 1_000_000
    )
    processors = count_processors(own, chips, order.percent)
    return Plan(
        attempt_id=order.attempt_id,
        steps=[
            Step(command.name, _make_argv(layout, folder, chips, order, command))
            for command in order.commands
        ],
        environment=environment,
        folder=str(folder.work),
        timeout_ms=order.timeout_ms,
        # An enforced lease that is short must leave some of itself to run in.
        grace_ms=order.grace_ms
        if order.lease_ms is None
        else min(order.grace_ms, order.lease_ms // 2),
        lease_until_ns=lease_until_ns,
        log_limit_bytes=LOG_LIMIT_BYTES,
        processors=pick_processors(layout, processors)
        if processors is not None and not can_share_out_time()
        else None,
        notify_fifo=str(layout.notify_fifo),
        has_secrets=bool(order.secrets),
        groups=make_groups(group_name(folder.path), _limit(order, processors)),
        disk_bytes=order.disk_bytes,
        disk_folders=[
            str(each) for each in (folder.work, folder.temporary, *_kept_folders(layout, order))
        ],
    )


def _limit(order: Order, processors: float | None) -> Limits:
    """What the kernel holds the attempt to. A part of a processor has a part of its memory."""
    limits = replace(default_limits(), processors=processors)
    if processors is None or order.percent == 100 or not order.part_memory_bytes:
        return limits
    return replace(limits, memory_bytes=min(limits.memory_bytes, order.part_memory_bytes))
