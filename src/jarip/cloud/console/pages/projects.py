"""Projects."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import ValidationError
from sqlalchemy.orm import Session

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.accounts.projects import CreateProject, create_project, list_projects
from jarip.cloud.console.requests import Sent, require
from jarip.cloud.console.view import View
from jarip.cloud.db.paging import PageRequest
from jarip.cloud.errors import CloudError

router = APIRouter(prefix="/projects")

Reader = Annotated[View, Depends(require(Permission.PROJECTS_READ))]
Writer = Annotated[View, Depends(require(Permission.PROJECTS_WRITE))]


@router.get("")
def show_projects(view: Reader, name: str = "", cursor: str = "") -> Response:
    """The organization's projects."""
    with view.cloud.database.read() as session:
        return view.page("projects.html", **_values(session, view, name, cursor))


@router.post("", name="create_new_project")
def make_project(view: Writer, form: Sent) -> Response:
    """Make a project."""
    cloud = view.cloud
    try:
        request = CreateProject(name=form.text("name"), slug=form.text("slug"))
        with cloud.database.write() as session:
            create_project(session, cloud.clock, view.principal.organization_id, request)
    except (CloudError, ValidationError) as error:
        with cloud.database.read() as session:
            return view.again("projects.html", error, **_values(session, view))
    return view.go("/projects", "made")


def _values(session: Session, view: View, name: str = "", cursor: str = "") -> dict[str, Any]:
    page = PageRequest(50, cursor, with_total=True)
    rows = list_projects(session, view.principal.organization_id, page, name)
    return {"page": rows, "name": name}
