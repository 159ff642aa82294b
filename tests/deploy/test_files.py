"""What Dockerfile, docker-compose.yml and the lock files promise."""

import ast
import re
import sys

from devtools import system
from ranpptppo.checks import WEASYPRINT_LIBRARIES
from tests.deploy.containers import ROOT, compose, last_stage

SITE = ("migrate", "web", "worker", "beat")


def test_the_image_runs_as_nobody_in_particular() -> None:
    users = [rest for word, rest in last_stage() if word == "USER"]
    assert users == ["ranpptppo"]


def test_the_image_carries_weasyprints_libraries() -> None:
    installed = " ".join(rest for word, rest in last_stage() if word == "RUN" and "apt-get" in rest)
    assert set(WEASYPRINT_LIBRARIES.values()) <= set(installed.split())


def test_the_image_compiles_its_database_driver() -> None:
    lock = (ROOT / "requirements" / "image.lock").read_text()
    assert "\npsycopg2==" in lock
    assert "psycopg2-binary" not in lock


def test_the_image_has_the_versions_that_were_tested() -> None:
    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^(\S+==\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))

    tested = pinned("dev.lock")
    assert pinned("base.lock") <= tested
    assert {line for line in pinned("image.lock") if not line.startswith("psycopg2==")} <= tested


def test_no_lock_names_a_registry() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text()
        assert "--index-url" not in lock.read_text()


def test_every_service_that_stays_has_a_health_check() -> None:
    services = compose()["services"]
    assert {"postgres", "redis", "migrate", "web", "worker", "beat"} == set(services)
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["migrate"]


def test_nothing_of_the_site_starts_before_the_tables_are_there() -> None:
    services = compose()["services"]
    for name in ("web", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_secrets_come_from_files_alone() -> None:
    for name in SITE:
        service = compose()["services"][name]
        given = {
            key.removesuffix("_FILE") for key, value in service["environment"].items() if "/run/secrets" in str(value)
        }
        assert given == {"SECRET_KEY", "DATABASE_PASSWORD", "EMAIL_URL"}
        assert not given & set(service["environment"])


def test_dev_installs_the_same_libraries_as_the_system_check_names() -> None:
    assert system.WEASYPRINT_LIBRARIES == WEASYPRINT_LIBRARIES


def test_dev_needs_nothing_but_the_standard_library() -> None:
    outside = {"devtools"}
    for module in (ROOT / "devtools").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert {name.split(".")[0] for name in names} <= set(sys.stdlib_module_names) | outside
