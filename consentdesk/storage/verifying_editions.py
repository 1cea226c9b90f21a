"""Verifying own editions of the form: each is as it was issued, none is missing, none was added."""

from consentdesk.domain.acts import ActKind, EditionIssued
from consentdesk.errors import RegisterError
from consentdesk.storage.reading_editions import ISSUED
from consentdesk.storage.values import Tampering, VerifyProblem
from consentdesk.storage.verifying_chain import ChainVerifier, Found


class EditionsVerifier(ChainVerifier):
    """The part of a verifier that knows editions."""

    def editions_are(self) -> Found:
        """Every one issued is there and says what its act digests, and there is no other."""
        acts = {act.number: act for act, _ in self.of_kinds(ActKind.EDITION_ISSUED)}
        seen = set[int]()
        for row in self._rows(ISSUED).all():
            seen.add(row.act)
            try:
                self.edition_in(row)
            except (RegisterError, ValueError):
                detail = f"edition {row.name}"
                yield VerifyProblem(Tampering.EDITION_MISMATCH, row.act, detail)
        for number, act in acts.items():
            if number not in seen and isinstance(act.body, EditionIssued):
                detail = f"edition {act.body.edition} is gone"
                yield VerifyProblem(Tampering.EDITION_MISMATCH, number, detail)
