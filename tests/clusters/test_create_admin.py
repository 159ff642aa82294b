"""The command that makes the first administrator."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from clusters.enums import Role
from clusters.models import User
from tests.cast import make_organization


def test_the_first_administrator_gets_a_password_to_change(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    make_organization("POLRI")
    call_command("create_admin", "It@Polri.go.id", name="Petugas TI", organization="polri")
    password = capsys.readouterr().out.split()[-1]
    user = User.objects.get(email="it@polri.go.id")
    assert (user.role, user.must_change_password, user.check_password(password)) == (Role.ADMIN, True, True)


def test_an_unknown_organization_and_a_taken_address_are_refused(db: None) -> None:
    make_organization("POLRI")
    with pytest.raises(CommandError, match="load_reference"):
        call_command("create_admin", "a@polri.go.id", name="A", organization="XYZ")
    call_command("create_admin", "a@polri.go.id", name="A", organization="POLRI")
    with pytest.raises(CommandError, match="sudah dipakai"):
        call_command("create_admin", "A@polri.go.id", name="A", organization="POLRI")
