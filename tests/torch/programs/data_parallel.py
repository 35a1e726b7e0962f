import torch
import torch.distributed as dist
from start import two_processes
from torch import nn

with two_processes() as rank:
    torch.manual_seed(rank)
    model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Linear(8, 2))
    model = nn.SyncBatchNorm.convert_sync_batchnorm(model).cuda()
    parallel = nn.parallel.DistributedDataParallel(model, device_ids=[rank])
    optimizer = torch.optim.AdamW(parallel.parameters())
    for _ in range(3):
        optimizer.zero_grad()
        parallel(torch.randn(5, 4, device="cuda")).square().mean().backward()
        optimizer.step()
    for parameter in model.parameters():
        both = [torch.empty_like(parameter) for _ in range(2)]
        dist.all_gather(both, parameter.detach())
        assert torch.equal(both[0], both[1])
