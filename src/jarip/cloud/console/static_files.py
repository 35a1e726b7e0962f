"""Static files. Their addresses carry a digest, so browsers keep them for good."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles


class ForeverStaticFiles(StaticFiles):
    """Serves files to be cached for a year."""

    def file_response(self, *args: Any, **values: Any) -> Response:
        """A file, with the header that lets it be kept."""
        response = super().file_response(*args, **values)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
