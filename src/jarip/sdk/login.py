"""Getting an API key by letting a person say yes in a browser."""

from __future__ import annotations

import time
from collections.abc import Callable

from jarip.sdk.credentials import Credentials
from jarip.sdk.errors import JaripError
from jarip.sdk.transport import Transport

PAUSE_S = 2.0


def log_in_by_browser(
    url: str,
    name: str,
    show: Callable[[str, str], None],
    pause: Callable[[float], None] = time.sleep,
) -> str:
    """An API key of whoever approves. `show` gets the link and the code to show.

    ApiError (`not-signed-in`) when it took too long; JaripError when it was refused.
    """
    transport = Transport(Credentials(url.rstrip("/"), ""))
    try:
        begun = transport.request("POST", "/v1/device-logins", json={"name": name})
        code = begun["user_code"]
        show(f"{url.rstrip('/')}/device?code={code}", code)
        request = {"device_code": begun["device_code"]}
        while True:
            answer = transport.request("POST", "/v1/device-logins/key", json=request)
            if answer["state"] == "approved":
                return str(answer["key"])
            if answer["state"] == "refused":
                raise JaripError("the log-in was refused in the browser", where=url)
            pause(PAUSE_S)
    finally:
        transport.close()
