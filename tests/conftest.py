"""The cast of users and the rows they stand on. What runs beneath them is tests/plumbing."""

from __future__ import annotations

import pytest
from django.test import Client

from clusters.models import User
from tests.cast import World, make_people, make_world

pytest_plugins = [
    "tests.plumbing.lanes",
    "tests.plumbing.copies",
    "tests.plumbing.databases",
    "tests.plumbing.storage",
    "tests.plumbing.worker",
    "tests.plumbing.browser",
]


@pytest.fixture
def world(db: None) -> World:
    """A small plan with two clusters, four periods, three organizations and three regions."""
    return make_world()


@pytest.fixture
def people(world: World) -> dict[str, User]:
    return make_people(world)


@pytest.fixture
def operator(people: dict[str, User]) -> User:
    """Operator of KemenPPPA, which leads action 1.1."""
    return people["operator"]


@pytest.fixture
def endorser(people: dict[str, User]) -> User:
    """Endorser of KemenPPPA."""
    return people["endorser"]


@pytest.fixture
def coordinator(people: dict[str, User]) -> User:
    """Verifier of Kemenko PMK, which coordinates cluster 1."""
    return people["coordinator"]


@pytest.fixture
def verifier(people: dict[str, User]) -> User:
    """Verifier of Kemenko Polkam, which coordinates cluster 5 only."""
    return people["verifier"]


@pytest.fixture
def secretariat(people: dict[str, User]) -> User:
    """Secretariat, of Polri."""
    return people["secretariat"]


@pytest.fixture
def executive(people: dict[str, User]) -> User:
    return people["executive"]


@pytest.fixture
def auditor(people: dict[str, User]) -> User:
    return people["auditor"]


@pytest.fixture
def admin_user(people: dict[str, User]) -> User:
    """Role admin: users and settings, no power over reported data."""
    return people["admin"]


@pytest.fixture
def region_operator(people: dict[str, User]) -> User:
    """Operator of a body of province 32."""
    return people["region_operator"]


@pytest.fixture
def outsider(people: dict[str, User]) -> User:
    """Operator of an organization that has no part in cluster 1."""
    return people["outsider"]


@pytest.fixture
def login(client: Client):
    """``login(user)``: the test client, with that person logged in."""

    def log_in(user: User) -> Client:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return log_in
