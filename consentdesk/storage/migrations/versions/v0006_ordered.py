"""People come in the order of their country's alphabet, where before they came by search key."""

import sqlalchemy as sa
from alembic.operations import Operations

from consentdesk.storage.order import order_key

revision = "0006"
down_revision = "0005"

_PEOPLE = sa.text(
    "SELECT subject.id, subject.name, institution.policy FROM subject "
    "JOIN institution ON institution.id = subject.institution"
)
_ORDER = sa.text("UPDATE subject SET ordered = :key WHERE id = :which").bindparams(
    sa.bindparam("key", type_=sa.LargeBinary)
)


def upgrade(op: Operations) -> None:
    """Give everybody a key to sort by, and let the index of lists begin with it."""
    op.add_column(
        "subject", sa.Column("ordered", sa.LargeBinary(), server_default="", nullable=False)
    )
    here = op.get_bind()
    people = here.execute(_PEOPLE).all()
    if people:
        here.execute(_ORDER, [{"key": order_key(p.name, p.policy), "which": p.id} for p in people])
    op.drop_index("ix_subject_found", "subject")
    op.create_index(
        "ix_subject_found",
        "subject",
        ["institution", "ordered", "id", "folded", "left_on", "group", "staff"],
        unique=False,
    )
