"""Bills, collects and reminds now and then, in a thread of its own, as long as the server lives."""

from __future__ import annotations

import logging
import threading

from jarip.cloud.billing.dunning.run import run_dunning
from jarip.cloud.billing.payments.collecting import collect_new_invoices, resume_attempts
from jarip.cloud.billing.payments.provider import ManualProvider, PaymentProvider
from jarip.cloud.billing.payments.refunding import resume_refunds
from jarip.cloud.billing.run import run_billing
from jarip.cloud.catalog.invoicing import Invoicing
from jarip.cloud.db.clock import Clock
from jarip.cloud.db.database import Database

PAUSE_S = 60.0
log = logging.getLogger(__name__)


class BillingLoop:
    """Renews subscriptions and issues invoices within about a minute of when they are due.

    Nothing depends on when it runs: a server that was away catches up, each period at its own
    moment. Two servers may run it at once.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        invoicing: Invoicing,
        provider: PaymentProvider | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._invoicing = invoicing
        self._provider = provider or ManualProvider()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jarip-billing", daemon=True)

    def start(self) -> None:
        """Begin, with a run at once."""
        self._thread.start()

    def close(self) -> None:
        """Stop after the present run."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def run_once(self) -> None:
        """One run: bill what is due, collect it, pay back, and see to what was not paid."""
        run_billing(self._database, self._clock, self._invoicing)
        resume_attempts(self._database, self._clock, self._provider)
        collect_new_invoices(self._database, self._clock, self._provider)
        resume_refunds(self._database, self._clock, self._provider)
        run_dunning(self._database, self._clock, self._provider, self._invoicing)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.run_once()
            except Exception:
                log.exception("the billing run failed; trying again in %d s", PAUSE_S)
            self._stopping.wait(PAUSE_S)
