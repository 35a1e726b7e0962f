"""Everything a page needs to show itself: who looks, in which language, at what time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup

from jarip.cloud.accounts.principal import Principal
from jarip.cloud.catalog.money import MICROS, Currency, format_money
from jarip.cloud.console import formats
from jarip.cloud.console.language import read_words, say
from jarip.cloud.console.navigation import find_links
from jarip.cloud.console.reasons import explain_end, translate_reason
from jarip.cloud.console.rendering import as_cloud_error, template_environment
from jarip.cloud.console.visitor import Visitor
from jarip.cloud.context import CloudContext
from jarip.cloud.control.loop import ControlLoop
from jarip.cloud.errors import NotSignedInError
from jarip.cloud.jobs.tables import Attempt

FINE_BELOW = 10
"""Sums of fewer won, dollars, ... than this are shown with finer digits."""


class VisitorNeededError(NotSignedInError):
    """A page for visitors was opened by nobody: who opens it is sent to log in. Other errors of
    signing in, such as a link that is too old, are shown."""


class View:
    """One request as its page sees it. `visitor` is None before signing in."""

    def __init__(
        self,
        request: Request,
        cloud: CloudContext,
        loop: ControlLoop | None,
        visitor: Visitor | None,
        language: str,
        theme: str,
    ) -> None:
        self.request = request
        self.cloud = cloud
        self.loop = loop
        self.visitor = visitor
        self.language = language
        self.theme = theme
        self.now_ms = cloud.clock.now_ms()
        self.no_visitor: NotSignedInError | None = None
        """Why nobody is signed in although a session came along."""

    @property
    def signed(self) -> Visitor:
        """The visitor; VisitorNeededError if there is none."""
        if self.visitor is None:
            known = self.no_visitor
            raise VisitorNeededError(
                known.what if known else "sign in to see this page",
                where=self.request.url.path,
                todo=known.todo if known else "",
            )
        return self.visitor

    @property
    def principal(self) -> Principal:
        """Who acts."""
        return self.signed.principal

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of what is shown."""
        return ZoneInfo(self.visitor.organization.time_zone if self.visitor else "UTC")

    def say(self, word: str, /, **values: object) -> str:
        """Words of the console in the visitor's language."""
        return say(word, self.language, **values)

    def reason(self, text: str) -> str:
        """A sentence of a domain in the visitor's language."""
        return translate_reason(text, self.language)

    def action(self, name: str) -> str:
        """What the audit log calls an operation."""
        known = f"action.{name}" in read_words()
        return self.say(f"action.{name}") if known else name.replace("_", " ")

    def money(self, micros: int | None, currency: str, digits: int | None = None) -> str:
        """An amount of money."""
        return "–" if micros is None else format_money(micros, Currency(currency), digits)

    def fine_money(self, micros: int, currency: str) -> str:
        """A sum that may be smaller than a coin: finer digits where whole ones would say 0."""
        whole = not micros or abs(micros) >= FINE_BELOW * MICROS
        return self.money(micros, currency, None if whole else 2 if currency == "KRW" else 4)

    def when(self, at_ms: int | None) -> Markup:
        """How long ago; the exact moment on hovering."""
        if at_ms is None:
            return Markup("–")
        ago = formats.format_ago(at_ms, self.now_ms, self.zone, self.language)
        return self._time(at_ms, ago)

    def moment(self, at_ms: int | None) -> Markup:
        """Date and time."""
        if at_ms is None:
            return Markup("–")
        return self._time(at_ms, formats.format_moment(at_ms, self.zone, self.language))

    def day(self, at_ms: int | None) -> str:
        """The date."""
        return "–" if at_ms is None else formats.format_day(at_ms, self.zone, self.language)

    def clock(self, at_ms: int) -> str:
        """The time of day to the second."""
        return formats.format_clock(at_ms, self.zone)

    def span(self, span_ms: int | None) -> str:
        """A duration."""
        return "–" if span_ms is None else formats.format_span(max(0, span_ms), self.language)

    def link(self, path: str = "", **changes: object) -> str:
        """This page's address (or `path`) with some of its query changed; None takes one out."""
        kept: dict[str, object] = {} if path else dict(self.request.query_params.items())
        kept.pop("done", None)
        kept |= changes
        query = urlencode({name: value for name, value in kept.items() if value not in (None, "")})
        return (path or self.request.url.path) + (f"?{query}" if query else "")

    def json_link(self, path: str, query: Mapping[str, object]) -> str:
        """REST's address of what this page lists, from the same place on."""
        kept = {**query, "cursor": self.request.query_params.get("cursor")}
        wanted = {name: value for name, value in kept.items() if value not in (None, "", [], False)}
        return path + (f"?{urlencode(wanted, doseq=True)}" if wanted else "")

    def page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page from its template. `view` and its shortest helpers are always there."""
        done = f"done.{self.request.query_params.get('done', '')}"
        text = (
            template_environment()
            .get_template(template)
            .render(
                view=self,
                t=self.say,
                visitor=self.visitor,
                links=find_links(self.visitor),
                path=self.request.url.path,
                done=self.say(done) if done in read_words() else "",
                **{"error": None, **values},
            )
        )
        return HTMLResponse(text, status)

    def again(self, template: str, error: Exception, **values: Any) -> HTMLResponse:
        """The page of a form that was not accepted, saying why."""
        shown = self.describe(error)
        return self.page(template, status=as_cloud_error(error).status, error=shown, **values)

    def why_ended(self, attempt: Attempt) -> str:
        """Why an attempt is in its state, in the visitor's language in any case once it ended."""
        words = self.say(f"end.{attempt.end_code}") if attempt.end_code else ""
        return explain_end(words, attempt.reason, self.language)

    def describe(self, error: Exception) -> dict[str, Any]:
        """What an error banner says, in the visitor's language where the sentence is known."""
        shown = as_cloud_error(error)
        own_id = self.visitor.principal.actor_id if self.visitor else ""
        return {
            "what": self.reason(shown.what),
            "where": "" if shown.where == own_id else shown.where,  # who looks knows who they are
            "todo": self.reason(shown.todo),
            "errors": [(each.where, self.reason(each.what)) for each in shown.errors],
        }

    def go(self, path: str, done: str = "") -> RedirectResponse:
        """On to another page after a form was sent; `done` names words that say what was done."""
        return RedirectResponse(self.link(path, done=done) if done else path, 303)

    def _time(self, at_ms: int, text: str) -> Markup:
        machine = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
        title = formats.format_moment(at_ms, self.zone, self.language)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(machine, title, text)
