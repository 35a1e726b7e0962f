"""`jarip members`: who is in the organization."""

from __future__ import annotations

from typing import Annotated

import typer

from jarip.cli.options import Json, Organization, new_app

app = new_app("Members of the organization, and invitations.")

Role = Annotated[str, typer.Option(help="owner, admin, developer, viewer or billing.")]
WhoHelp = "E-mail address or id."


@app.command(name="list")
def list_members(json: Json = False, organization: Organization = "") -> None:
    """List members, then open invitations."""
    from jarip.cli.show import ago_text, escape, print_json, print_table
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        found, open_ones = list(client.members.list()), list(client.members.invitations())
    if json:
        print_json([*found, *open_ones])
        return
    rows = [
        [each.user_id, escape(each.name), escape(each.email), each.role, ago_text(each.joined_ms)]
        for each in found
    ]
    rows += [
        [each.id, "(invited)", escape(each.email), each.role, ago_text(each.created_ms)]
        for each in open_ones
    ]
    print_table(["!id", "name", "e-mail", "role", ">since"], rows, empty="no members")


@app.command()
def invite(
    email: Annotated[str, typer.Argument(help="Whom.")],
    role: Role = "developer",
    organization: Organization = "",
) -> None:
    """Invite somebody."""
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        made = client.members.invite(email, role)
    if made.is_sent:
        print(f"{email} gets a message with the link")
    else:
        print(f"hand this link to {email}, it works once within 7 days:\n{made.link}")


@app.command()
def role(
    who: Annotated[str, typer.Argument(help=WhoHelp)],
    role: Annotated[str, typer.Argument(help="owner, admin, developer, viewer or billing.")],
    organization: Organization = "",
) -> None:
    """Give a member another role."""
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        changed = client.members.change_role(client.members.find(who).user_id, role)
    print(f"{changed.email} is {changed.role} now")


@app.command()
def remove(
    who: Annotated[str, typer.Argument(help=f"{WhoHelp} Or an invitation's id.")],
    organization: Organization = "",
) -> None:
    """Remove a member, whose keys stop at once; or take an invitation back."""
    from jarip.sdk import Client

    with Client(organization=organization) as client:
        if who.startswith("inv_"):
            client.members.revoke_invitation(who)
        else:
            client.members.remove(client.members.find(who).user_id)
    print(f"{who} is removed")
