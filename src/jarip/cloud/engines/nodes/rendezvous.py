"""What members of a gang need to find each other, set up before their programs start.

Source: torch.distributed.run's documentation for the PET_* variables, by which `torchrun` takes
its options from the environment; "torch.distributed: environment variable initialization".
"""

from __future__ import annotations

from jarip.cloud.engines.nodes.records import Share


def gang_environment(share: Share) -> dict[str, str]:
    """Variables for one member. With them `torchrun train.py` needs no options at all."""
    endpoint = f"{share.master_address}:{share.master_port}"
    environment = {
        "JARIP_NODES": str(share.nodes),
        "JARIP_NODE_RANK": str(share.rank),
        "JARIP_NODE_ADDRESSES": ",".join(share.peers),
        "MASTER_ADDR": share.master_address,
        "MASTER_PORT": str(share.master_port),
        "PET_NNODES": str(share.nodes),
        "PET_NODE_RANK": str(share.rank),
        "PET_NPROC_PER_NODE": str(share.chips),
        "PET_MASTER_ADDR": share.master_address,
        "PET_MASTER_PORT": str(share.master_port),
        "PET_RDZV_ENDPOINT": endpoint,
    }
    if share.interface:
        # A name that resolves to the loopback would keep the others out.
        for variable in ("GLOO_SOCKET_IFNAME", "TP_SOCKET_IFNAME", "NCCL_SOCKET_IFNAME"):
            environment[variable] = share.interface
    return environment
