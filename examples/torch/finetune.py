"""Pretrains on digits 0-4, fine-tunes on 5-9 with mixed precision, stops in the middle and resumes
from the checkpoint as if it had never stopped."""

import tempfile
from pathlib import Path

import torch
from corpus import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def make_model() -> nn.Sequential:
    return nn.Sequential(
        nn.Unflatten(1, (1, 8, 8)),
        nn.Conv2d(1, 16, 3, padding=1),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(4),
        nn.Flatten(),
        nn.Linear(512, 10),
    ).cuda()


class Trainer:
    def __init__(self, model: nn.Module, lr: float) -> None:
        self.model = model
        self.optimizer = torch.optim.AdamW(
            (p for p in model.parameters() if p.requires_grad), lr=lr
        )
        self.scaler = torch.amp.GradScaler("cuda")

    def epoch(self, loader: DataLoader) -> float:
        total = 0.0
        for images, labels in loader:
            images = images.cuda(non_blocking=True)
            labels = labels.cuda(non_blocking=True)
            with torch.autocast("cuda", dtype=torch.float16):
                loss = nn.functional.cross_entropy(self.model(images), labels)
            self.optimizer.zero_grad(set_to_none=True)
            self.scaler.scale(loss).backward()
            self.scaler.unscale_(self.optimizer)
            nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            self.scaler.step(self.optimizer)
            self.scaler.update()
            total += loss.item()
        return total / len(loader)

    def save(self, path: Path) -> None:
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "scaler": self.scaler.state_dict(),
                "random": torch.cuda.get_rng_state(),
            },
            path,
        )

    def load(self, path: Path) -> None:
        saved = torch.load(path, map_location="cuda")
        self.model.load_state_dict(saved["model"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.scaler.load_state_dict(saved["scaler"])
        torch.cuda.set_rng_state(saved["random"].cpu())


def freeze_features(model: nn.Sequential) -> nn.Sequential:
    for parameter in model[:5].parameters():
        parameter.requires_grad = False
    return model


def accuracy(model: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    model.eval()
    with torch.inference_mode():
        right = (model(images.cuda()).argmax(1).cpu() == labels).float().mean().item()
    model.train()
    return right


def main() -> None:
    torch.manual_seed(0)
    images, labels = load_digits()
    low, high = labels < 5, labels >= 5

    def load(which: torch.Tensor) -> DataLoader:
        data = TensorDataset(images[which], labels[which])
        return DataLoader(data, batch_size=64, pin_memory=True)

    pretrained = Trainer(make_model(), lr=3e-3)
    for _ in range(3):
        pretrained.epoch(load(low))
    print(f"pretrained on 0-4: {accuracy(pretrained.model, images[low], labels[low]):.1%}")

    path = Path(tempfile.mkdtemp()) / "checkpoint.pt"
    tuner = Trainer(freeze_features(pretrained.model), lr=1e-2)
    tuner.epoch(load(high))
    tuner.save(path)
    straight = [tuner.epoch(load(high)) for _ in range(3)]

    resumed = Trainer(freeze_features(make_model()), lr=1e-2)
    resumed.load(path)
    again = [resumed.epoch(load(high)) for _ in range(3)]
    print("straight on:", *(f"{loss:.4f}" for loss in straight))
    print("resumed:    ", *(f"{loss:.4f}" for loss in again))
    right = accuracy(resumed.model, images[high], labels[high])
    print(f"fine-tuned on 5-9: {right:.1%}")
    assert straight == again, "resuming changed the course of training"
    assert right > 0.8, "fine-tuning taught nothing"


if __name__ == "__main__":
    main()
