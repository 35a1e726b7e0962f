"""Who a REST request is from. The console asks the same `jarip.cloud.web`."""

from __future__ import annotations

from jarip.cloud.web.caller import Caller, HalfPerson, Person, get_principal, require
from jarip.cloud.web.cloud import Cloud, get_cloud

__all__ = ["Caller", "Cloud", "HalfPerson", "Person", "get_cloud", "get_principal", "require"]
