"""Data parallel training on as many devices as torchrun is told: `torchrun --nproc-per-node 2`."""

import os

import torch
import torch.distributed as dist
from corpus import load_digits
from torch import nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler


def main() -> None:
    dist.init_process_group("nccl")
    local_rank = int(os.environ["LOCAL_RANK"])
    torch.cuda.set_device(local_rank)
    torch.manual_seed(0)

    images, labels = load_digits()
    data = TensorDataset(images, labels)
    sampler = DistributedSampler(data, shuffle=True)
    loader = DataLoader(data, batch_size=32, sampler=sampler, pin_memory=True)
    model = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).cuda()
    model = DistributedDataParallel(model, device_ids=[local_rank])
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)

    for epoch in range(5):
        sampler.set_epoch(epoch)
        right = torch.zeros((), device="cuda")
        for batch, target in loader:
            batch, target = batch.cuda(non_blocking=True), target.cuda(non_blocking=True)
            logits = model(batch)
            loss = nn.functional.cross_entropy(logits, target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            right += (logits.argmax(1) == target).sum()
        dist.all_reduce(right)
        share = right.item() / len(sampler) / dist.get_world_size()
        if dist.get_rank() == 0:
            print(f"epoch {epoch + 1}: {share:.1%} right")
    assert share > 0.9, "the model did not learn"
    dist.destroy_process_group()


if __name__ == "__main__":
    main()
