"""Verifying the trash: what lies there is what was thrown away, and stands nowhere else."""

from consentdesk.domain.acts import ActKind
from consentdesk.domain.consent import voided
from consentdesk.errors import RegisterError
from consentdesk.storage.reading_trash import TRASH
from consentdesk.storage.values import Tampering, VerifyProblem
from consentdesk.storage.verifying_chain import ChainVerifier, Found


class TrashVerifier(ChainVerifier):
    """The part of a verifier that knows the trash, and what else nothing rests on."""

    def drafts_are(self) -> Found:
        """What is kept of events, and of how copies are made, can be read: all of it is, at once.

        What it says is nobody's to verify, for no act tells of it.
        """
        for read in (self.events, self.presets):
            try:
                read()
            except RegisterError as error:
                detail = str(error.facts.get("reason", ""))
                yield VerifyProblem(Tampering.DATABASE_DAMAGED, None, detail)

    def trash_is(self) -> Found:
        """Everything in it was put there by the act that binds it, and not taken out again.

        What is missing was put back, which its acts tell, or is really deleted.
        """
        rows = self._rows(TRASH).all()
        void = voided(a for a, _ in self.of_kinds(ActKind.CORRECTED)) if rows else frozenset()
        for row in rows:
            try:
                self.kept_in(row)
            except RegisterError:
                yield VerifyProblem(Tampering.TRASH_MISMATCH, row.act, f"trash {row.id}")
            else:
                if row.act in void:
                    detail = f"trash {row.id} was put back"
                    yield VerifyProblem(Tampering.TRASH_MISMATCH, row.act, detail)
