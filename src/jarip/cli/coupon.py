"""`jarip coupon`: codes that make it cheaper."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from jarip.cli.options import Json, new_app

app = new_app("Redeem and make coupons.")


@app.command()
def redeem(code: Annotated[str, typer.Argument(help="The code.")]) -> None:
    """Redeem a code."""
    from jarip.sdk import Client

    with Client() as client:
        print(f"{client.paying.redeem(code)} is redeemed")


@app.command(name="list")
def list_coupons(json: Json = False) -> None:
    """List every coupon (operator)."""
    from jarip.cli.money import money_text
    from jarip.cli.show import print_json, print_table
    from jarip.sdk import Client

    with Client() as client:
        found = client.paying.coupons()
    if json:
        print_json(found)
        return
    rows = [
        [
            each.code,
            f"{each.basis_points / 100:g} %"
            if each.kind == "percent"
            else money_text(each.amount_micros, each.currency),
            each.kind if each.kind == "credit" else each.applies_to,
            "" if each.kind == "credit" else str(each.periods or "for ever"),
            f"{each.redeemed}{f' of {each.max_redemptions}' if each.max_redemptions else ''}",
            "ended" if each.archived_ms else "open",
        ]
        for each in found
    ]
    columns = ["!code", ">gives", "off", ">periods", ">redeemed", "state"]
    print_table(columns, rows, empty="no coupons; make one: jarip coupon create CODE --percent 20")


@app.command()
def create(
    code: Annotated[str, typer.Argument(help="Capital letters, digits, dashes.")],
    percent: Annotated[float, typer.Option(min=0, max=100, help="So much off.")] = 0,
    amount: Annotated[str, typer.Option(help="Or an amount off, each period.")] = "",
    credit: Annotated[str, typer.Option(help="Or an amount into the wallet, once.")] = "",
    currency: Annotated[str, typer.Option(help="Of the amount.")] = "KRW",
    periods: Annotated[int, typer.Option(min=0, help="For so many; 0 for ever.")] = 1,
    most: Annotated[int, typer.Option(min=0, help="So many may redeem it; 0 for all.")] = 0,
) -> None:
    """Make a coupon (operator). Its terms never change."""
    from jarip.cli.money import parse_micros
    from jarip.sdk import Client

    values: dict[str, Any] = {"code": code, "periods": periods or None}
    values["max_redemptions"] = most or None
    if sum(map(bool, (percent, amount, credit))) != 1:
        raise typer.BadParameter("say one of --percent, --amount, --credit")
    if percent:
        values |= {"kind": "percent", "basis_points": round(percent * 100)}
    else:
        micros = parse_micros(amount or credit)
        kind = "amount" if amount else "credit"
        values |= {"kind": kind, "amount_micros": micros, "currency": currency.upper()}
    with Client() as client:
        print(f"{client.paying.create_coupon(values).code} can be redeemed")
