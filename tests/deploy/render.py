"""Renders the chart with Helm's own engine; as a program, writes deploy/kuberay/jarip.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import helm_python
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
CHART = DEPLOY / "helm/jarip"
MANIFESTS = DEPLOY / "kuberay/jarip.yaml"
VALUES = DEPLOY / "kuberay/values.yaml"
HEAD = """# Rendered from deploy/helm/jarip with deploy/kuberay/values.yaml, for who has no Helm:
#   kubectl apply -n jarip -f jarip.yaml
# It wants KubeRay's operator, and two secrets: jarip-database (url) and jarip-ray-token (token).
"""


def render_chart(values: dict[str, Any] | None = None) -> dict[str, str]:
    """The text of each template, without the notes. Helm's error for values that don't do."""
    with helm_python.Chart.load(str(CHART)) as chart:
        texts = chart.render(values or {}, name="jarip", namespace="jarip")
    return {
        name.rpartition("/")[2]: text
        for name, text in sorted(texts.items())
        if not name.endswith(".txt") and text.strip()
    }


def parse_objects(texts: dict[str, str]) -> list[dict[str, Any]]:
    """All objects of rendered templates."""
    return [each for text in texts.values() for each in yaml.safe_load_all(text) if each]


def read_values() -> dict[str, Any]:
    """The example's."""
    values: dict[str, Any] = yaml.safe_load(VALUES.read_text())
    return values


def write_manifests() -> str:
    """The example's text."""
    objects = parse_objects(render_chart(read_values()))
    return HEAD + yaml.safe_dump_all(objects, sort_keys=False, width=100)


if __name__ == "__main__":
    MANIFESTS.write_text(write_manifests())
