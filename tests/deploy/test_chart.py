"""The chart, rendered by Helm's own engine, held against Kubernetes' schemas and our own tables."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import helm_python
import jsonschema
import kubernetes_validate
import pytest
import yaml
from tests.deploy.render import (
    CHART,
    MANIFESTS,
    parse_objects,
    read_values,
    render_chart,
    write_manifests,
)

from jarip.chips.makers import MAKERS
from jarip.cloud.engines.ray.command import CHIP_RESOURCE, NODE_RESOURCE
from jarip.cloud.settings import read_settings

VERSIONS = ["1.29", kubernetes_validate.latest_version()]
GROUP_FIELDS = {
    "headGroupSpec": {"serviceType", "rayStartParams", "template"},
    "workerGroupSpecs": {
        "groupName",
        "replicas",
        "minReplicas",
        "maxReplicas",
        "rayStartParams",
        "template",
    },
}
"""What we write of a RayCluster (KubeRay's API reference, ray.io/v1)."""


@pytest.fixture(scope="module")
def objects() -> list[dict[str, Any]]:
    return parse_objects(render_chart(read_values()))


def of_kind(objects: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [each for each in objects if each["kind"] == kind]


def test_the_manifests_are_what_the_chart_says() -> None:
    assert MANIFESTS.read_text() == write_manifests(), "run: python -m tests.deploy.render"


@pytest.mark.parametrize("version", VERSIONS)
def test_every_object_fits_kubernetes_schemas(objects: list[dict[str, Any]], version: str) -> None:
    rest = [each for each in objects if each["kind"] != "RayCluster"]
    more = parse_objects(render_chart({"ingress": {"enabled": True}}))
    rest += of_kind(more, "Ingress") + of_kind(more, "Secret")
    assert {each["kind"] for each in rest} == {
        "Deployment",
        "Ingress",
        "NetworkPolicy",
        "PersistentVolumeClaim",
        "Secret",
        "Service",
    }
    for each in rest:
        kubernetes_validate.validate(each, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_rays_pods_fit_kubernetes_schemas(objects: list[dict[str, Any]], version: str) -> None:
    (cluster,) = of_kind(objects, "RayCluster")
    head, workers = cluster["spec"]["headGroupSpec"], cluster["spec"]["workerGroupSpecs"]
    assert head.keys() == GROUP_FIELDS["headGroupSpec"]
    assert all(each.keys() == GROUP_FIELDS["workerGroupSpecs"] for each in workers)
    for group in (head, *workers):
        assert all(isinstance(value, str) for value in group["rayStartParams"].values())
        pod = {"apiVersion": "v1", "kind": "Pod", **group["template"]}
        pod["metadata"] = {"name": "x", **pod["metadata"]}
        kubernetes_validate.validate(pod, version, strict=True)


@pytest.mark.skipif(
    "JARIP_RAYCLUSTER_CRD" not in os.environ, reason="JARIP_RAYCLUSTER_CRD names KubeRay's file"
)
def test_the_cluster_fits_kuberays_own_definition(objects: list[dict[str, Any]]) -> None:
    definition = yaml.safe_load(Path(os.environ["JARIP_RAYCLUSTER_CRD"]).read_text())
    versions = {each["name"]: each for each in definition["spec"]["versions"]}
    schema = versions["v1"]["schema"]["openAPIV3Schema"]
    forbid_unknown(schema)
    (cluster,) = of_kind(objects, "RayCluster")
    jsonschema.validate(cluster, schema)


def forbid_unknown(schema: Any) -> None:
    """As the API server's strict field validation does; quantities may be numbers or text."""
    if isinstance(schema, dict):
        if schema.pop("x-kubernetes-int-or-string", False):
            schema.pop("type", None)
        if "properties" in schema and schema.get("type") == "object" and schema["properties"]:
            schema.setdefault("additionalProperties", False)
        for each in schema.values():
            forbid_unknown(each)
    elif isinstance(schema, list):
        for each in schema:
            forbid_unknown(each)


def test_each_makers_plug_in_is_asked_by_the_name_in_the_makers_table() -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    declared = {maker.slug: maker.kubernetes for maker in MAKERS if maker.kubernetes}
    assert values["deviceResources"] == declared


def test_a_group_asks_for_its_chips_and_names_them_to_ray(objects: list[dict[str, Any]]) -> None:
    (cluster,) = of_kind(objects, "RayCluster")
    groups = {each["groupName"]: each for each in cluster["spec"]["workerGroupSpecs"]}
    group = groups["nvidia-h100"]
    (container,) = group["template"]["spec"]["containers"]
    assert container["resources"]["limits"]["nvidia.com/gpu"] == "8"
    text = group["rayStartParams"]["resources"]
    # As the shell reads it: in double quotes, with the pod's name put in.
    named = json.loads(text.strip('"').replace('\\"', '"').replace("$HOSTNAME", "pod-1"))
    assert named == {f"{NODE_RESOURCE}pod-1": 1, f"{CHIP_RESOURCE}nvidia-h100-80gb-hbm3": 8}
    (cpu,) = groups["cpu"]["template"]["spec"]["containers"]
    assert cpu["resources"]["limits"].keys() == {"cpu", "memory"}


def test_the_server_reads_what_the_chart_sets(objects: list[dict[str, Any]]) -> None:
    (deployment,) = of_kind(objects, "Deployment")
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    variables = {each["name"]: each.get("value", "secret") for each in container["env"]}
    settings = read_settings(variables)
    assert settings.engine == "ray"
    assert settings.ray_address == "jarip-ray-head-svc:6379"
    assert (settings.ray_token, settings.database_url) == ("secret", "secret")
    assert settings.store_url == "s3://jarip/pool"
    assert settings.public_url == "https://jarip.example.com"


def test_no_secret_is_in_a_manifest_and_every_pod_of_rays_has_the_token(
    objects: list[dict[str, Any]],
) -> None:
    (cluster,) = of_kind(objects, "RayCluster")
    groups = [cluster["spec"]["headGroupSpec"], *cluster["spec"]["workerGroupSpecs"]]
    for group in groups:
        (container,) = group["template"]["spec"]["containers"]
        variables = {each["name"]: each for each in container["env"]}
        assert variables["RAY_AUTH_MODE"]["value"] == "token"
        assert "secretKeyRef" in variables["RAY_AUTH_TOKEN"]["valueFrom"]
        assert group["template"]["spec"]["automountServiceAccountToken"] is False
    assert of_kind(objects, "Secret") == []


def test_only_rays_pods_and_the_server_reach_ray(objects: list[dict[str, Any]]) -> None:
    policies = {
        each["metadata"]["name"]: each["spec"] for each in of_kind(objects, "NetworkPolicy")
    }
    deny = policies["jarip-deny"]
    assert deny["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in deny
    assert "egress" not in deny
    (rule,) = policies["jarip-ray"]["ingress"]
    components = {each["podSelector"]["matchLabels"]["jarip.io/component"] for each in rule["from"]}
    assert components == {"ray-head", "ray-worker", "server"}
    (cluster,) = of_kind(objects, "RayCluster")
    labels = cluster["spec"]["headGroupSpec"]["template"]["metadata"]["labels"]
    assert deny["podSelector"]["matchLabels"].items() <= labels.items()


def test_jobs_on_workers_reach_no_database_and_no_console(objects: list[dict[str, Any]]) -> None:
    policies = {
        each["metadata"]["name"]: each["spec"] for each in of_kind(objects, "NetworkPolicy")
    }
    for rule in policies["jarip-workers"]["egress"]:
        for peer in rule["to"]:
            assert "10.0.0.0/8" in peer["ipBlock"]["except"]
    outsiders, ray = policies["jarip-server"]["ingress"]
    assert outsiders["ports"] == [{"protocol": "TCP", "port": "http"}]
    assert all(not each["port"] <= 8470 <= each["endPort"] for each in ray["ports"])


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"workers": []}, "workers"),
        ({"store": {"url": "file:///shared"}}, "store"),
        ({"database": {"existingSecret": ""}}, "PostgreSQL URL"),
        ({"workers": [{"name": "odd", "maker": "nobody"}]}, "chips"),
        ({"server": {"isolation": "L7"}}, "isolation"),
    ],
)
def test_values_that_do_not_do_are_refused(values: dict[str, Any], complaint: str) -> None:
    with pytest.raises(helm_python.HelmError, match=complaint):
        render_chart(values)


def test_a_maker_without_a_plug_in_needs_a_resource_of_the_groups_own() -> None:
    group = {**read_values()["workers"][0], "maker": "apple", "name": "macs"}
    with pytest.raises(helm_python.HelmError, match="macs: there is no device plug-in"):
        render_chart({"workers": [group]})
    texts = render_chart({"workers": [group | {"resource": "example.com/chip"}]})
    assert "example.com/chip" in texts["raycluster.yaml"]


def test_the_chart_is_clean_to_helms_linter() -> None:
    messages = helm_python.lint(str(CHART), read_values())["messages"]
    worse_than_advice = [each for each in messages if each["severity"] > 1]
    assert worse_than_advice == []
