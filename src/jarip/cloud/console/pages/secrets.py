"""A project's secrets, by name: what is put in never comes out again."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.console.requests import Form, Sent, require
from jarip.cloud.console.view import View
from jarip.cloud.errors import CloudError, InvalidInputError
from jarip.cloud.jobs.secrets import delete_secret, list_secrets, put_secret

router = APIRouter(prefix="/secrets")

Writer = Annotated[View, Depends(require(Permission.JOBS_WRITE))]
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}")


@router.get("")
def show_secrets(view: Writer) -> Response:
    """The secrets of the chosen project, or of all of them."""
    with view.cloud.database.read() as session:
        return view.page("secrets.html", **_values(session, view))


@router.post("", name="put_project_secret")
def set_secret(view: Writer, form: Sent) -> Response:
    """Set a secret, or replace it."""
    cloud, name = view.cloud, form.text("name")
    try:
        if not NAME.fullmatch(name):
            raise InvalidInputError(
                f"{name!r} is not a secret's name",
                where="name",
                todo="begin with a letter; letters, digits, - and _ may follow",
            )
        text = form.raw("value").get_secret_value()
        with cloud.database.write() as session:
            project_id = _project(view, form)
            put_secret(session, cloud.clock, cloud.secret, project_id, name, text)
    except CloudError as error:
        with cloud.database.read() as session:
            return view.again("secrets.html", error, **_values(session, view))
    return view.go("/secrets", "saved")


@router.post("/delete", name="delete_project_secret")
def forget_secret(view: Writer, form: Sent) -> Response:
    """Forget a secret."""
    with view.cloud.database.write() as session:
        delete_secret(session, _project(view, form), form.text("name"))
    return view.go("/secrets", "removed")


def _project(view: View, form: Form) -> str:
    wanted = form.text("project")
    if wanted not in {project.id for project in view.signed.projects}:
        raise InvalidInputError("no project was chosen", where="project")
    view.principal.check_project(wanted)
    return wanted


def _values(session: Session, view: View) -> dict[str, Any]:
    shown = [view.signed.project] if view.signed.project else view.signed.projects
    return {
        "projects": shown,
        "secrets": [(each, row) for each in shown for row in list_secrets(session, each.id)],
    }
