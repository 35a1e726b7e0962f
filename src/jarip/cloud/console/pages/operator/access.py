"""Whoever may see the operator's pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from jarip.cloud.accounts.permissions import Permission
from jarip.cloud.console.requests import require
from jarip.cloud.console.view import View

Operator = Annotated[View, Depends(require(Permission.OPERATOR))]
"""A page's parameter: the operator's view. That they looked is written to the audit log."""
