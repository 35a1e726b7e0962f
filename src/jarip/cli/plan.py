"""`jarip plan`: the plans on sale, and publishing them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from jarip.cli.options import Json, new_app

app = new_app("Show, publish and retire plans.")

Key = Annotated[str, typer.Argument(help="Plan and version: starter@1.", metavar="PLAN@VERSION")]


@app.command(name="list")
def list_plans(
    currency: Annotated[str, typer.Option(help="Prices in: KRW, USD, EUR or CNY.")] = "KRW",
    every: Annotated[
        bool, typer.Option("--all", help="Every version ever published (operator).")
    ] = False,
    json: Json = False,
) -> None:
    """List the plans on sale."""
    from jarip.cli.show import print_json, print_table
    from jarip.sdk import Client

    with Client() as client:
        versions = client.plans.versions() if every else []
        plans = [each.plan for each in versions] if every else client.plans.list()
    if json:
        print_json(versions if every else plans)
        return
    rows = [_row(plan, currency) for plan in plans]
    for row, version in zip(rows, versions, strict=False):
        row += ["retired" if version.retired_ms else "on sale", str(version.subscribers)]
    more = ["sold", ">subscribers"] if every else []
    columns = ["!plan", "name", ">monthly", ">included", ">chip-hour from", ">trial", *more]
    print_table(columns, rows, empty="no plan is on sale")


@app.command()
def show(key: Key) -> None:
    """Show one plan version as the YAML that would publish it."""
    import yaml

    from jarip.sdk import Client

    with Client() as client:
        plan = client.plans.get(key)
    print(yaml.safe_dump(plan, allow_unicode=True, sort_keys=False), end="")


@app.command()
def publish(
    file: Annotated[Path, typer.Argument(help="One plan as YAML, as `jarip plan show` prints it.")],
) -> None:
    """Publish a plan version (operator). A published version never changes."""
    from jarip.sdk import Client

    plan = _read_plan(file)
    if not isinstance(plan, dict):
        raise typer.BadParameter(f"{file} holds no plan", param_hint="FILE")
    with Client() as client:
        published = client.plans.publish(plan)
    print(f"{published.key} is on sale")


@app.command()
def retire(key: Key) -> None:
    """Sell a plan version no longer (operator). Its subscribers keep it."""
    from jarip.sdk import Client

    with Client() as client:
        retired = client.plans.retire(key)
    print(f"{retired.key} is not sold any more; {retired.subscribers} keep it")


def _read_plan(file: Path) -> Any:
    """The file's YAML. Decimals stay the text they are: no amount passes through a float."""
    import yaml

    class Loader(yaml.SafeLoader):
        yaml_implicit_resolvers = {  # noqa: RUF012  PyYAML declares it so
            first: [pair for pair in pairs if not pair[0].endswith((":float", ":timestamp"))]
            for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    return yaml.load(file.read_text(encoding="utf-8"), Loader=Loader)


def _row(plan: dict[str, Any], currency: str) -> list[str]:
    key, name = f"{plan['id']}@{plan['version']}", plan["name"]["en"]
    prices = plan["prices"].get(currency.upper())
    if prices is None:
        return [key, name, f"not sold in {currency}", "", "", ""]
    cheapest = min(prices["chip_hour"].values(), key=float)
    trial = f"{plan['trial_days']} days" if plan["trial_days"] else ""
    return [key, name, prices["monthly_fee"], prices["included_compute"], cheapest, trial]
