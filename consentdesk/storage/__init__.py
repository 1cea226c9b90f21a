"""Keeps everything in one database; the only importer of SQLAlchemy and Alembic."""
