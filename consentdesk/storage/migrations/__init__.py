"""The schema's history; see `storage.migrating`."""
