"""The throw-away PostgreSQL: a database for each test, with what it was prepared with."""

import psycopg

from tests.postgres import Postgres


def _run(url: str, statement: bytes) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _with_a_table(url: str) -> None:
    _run(url, b"CREATE TABLE prepared (n integer)")


def test_a_fresh_database_is_empty(postgres_url: str) -> None:
    tables = b"SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'"
    assert _run(postgres_url, tables) == []


def test_databases_share_what_was_prepared_and_nothing_else(postgres: Postgres) -> None:
    one, other = postgres.fresh(_with_a_table), postgres.fresh(_with_a_table)
    _run(one, b"INSERT INTO prepared VALUES (1)")
    assert _run(one, b"SELECT n FROM prepared") == [(1,)]
    assert _run(other, b"SELECT n FROM prepared") == []
    postgres.drop(one)
    postgres.drop(other)


def test_it_listens_on_no_network(postgres_url: str) -> None:
    assert _run(postgres_url, b"SHOW listen_addresses") == [("",)]
