"""All trigger SQL of the project: what the database itself refuses.

- the append-only history (events, rounds, changes of a draft, reminders sent) refuses UPDATE and DELETE, on PostgreSQL
  also TRUNCATE;
- nothing in a locked progress report changes, whoever asks: form, API, admin, shell, bulk update. That goes for the
  rounds and the log of changes as well: a round that counts cannot be slipped in beside the draft.

SQLite rebuilds a table, and silently drops its triggers, whenever a migration alters it: such a
migration calls :func:`reinstall` as its last operation. A test lists the triggers after migrate.
"""

import re

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

APPEND_ONLY = (
    "actions_progressevent",
    "actions_measurementround",
    "actions_narrativeround",
    "actions_realizationround",
    "actions_entrychange",
    "actions_periodevent",
    "actions_commitment",
    "actions_clusternarrative",
    "actions_returnpoint",
    "actions_reminder",
    "reports_chapterversion",
)
LOCKED_WITH_REPORT = ("actions_measurement", "actions_narrative", "actions_realization", "actions_evidence")
WRITTEN_ONCE = (
    "actions_measurementround",
    "actions_narrativeround",
    "actions_realizationround",
    "actions_entrychange",
    "actions_returnpoint",
)
REPORT = "actions_progressreport"

APPEND_ONLY_MESSAGE = "riwayat tidak dapat diubah atau dihapus"
LOCKED_MESSAGE = "laporan terkunci"

# What a lock keeps of the report itself: whose it is, how it stands and who signed it when. Extensions may be given.
KEPT_BY_LOCK = (
    "organization_id",
    "period_id",
    "cluster_id",
    "state",
    "first_filed_at",
    "submitted_at",
    "submitted_by_id",
    "endorsed_at",
    "endorsed_by_id",
    "returned_at",
    "returned_by_id",
    "return_note",
    "verified_at",
    "verified_by_id",
    "verified_by_organization_id",
)
_TABLE = re.compile(r" ON (\w+)")
_SQLITE_ROWS = {"INSERT": ("NEW",), "UPDATE": ("NEW", "OLD"), "DELETE": ("OLD",)}


def _changed(differs: str) -> str:
    return " OR ".join(f"NEW.{column} {differs} OLD.{column}" for column in KEPT_BY_LOCK)


def _sqlite_statements() -> list[str]:
    statements = [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY_MESSAGE}'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]
    for table in (*LOCKED_WITH_REPORT, *WRITTEN_ONCE):
        for verb in ("INSERT",) if table in WRITTEN_ONCE else tuple(_SQLITE_ROWS):
            reports = ", ".join(f"{row}.report_id" for row in _SQLITE_ROWS[verb])
            statements.append(
                f"CREATE TRIGGER {table}_locked_{verb.lower()} BEFORE {verb} ON {table} "
                f"WHEN EXISTS (SELECT 1 FROM {REPORT} WHERE id IN ({reports}) AND locked_at IS NOT NULL) "
                f"BEGIN SELECT RAISE(ABORT, '{LOCKED_MESSAGE}'); END"
            )
    statements.append(
        f"CREATE TRIGGER {REPORT}_locked_update BEFORE UPDATE ON {REPORT} "
        f"WHEN OLD.locked_at IS NOT NULL AND NEW.locked_at IS NOT NULL AND ({_changed('IS NOT')}) "
        f"BEGIN SELECT RAISE(ABORT, '{LOCKED_MESSAGE}'); END"
    )
    return statements


def _refusing_function(name: str, message: str) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$
        """


def _postgresql_functions() -> list[str]:
    return [
        _refusing_function("actions_refuse_change", APPEND_ONLY_MESSAGE),
        _refusing_function("actions_refuse_locked_state", LOCKED_MESSAGE),
        f"""
        CREATE OR REPLACE FUNCTION actions_refuse_locked() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'INSERT' AND EXISTS (
                SELECT 1 FROM {REPORT} WHERE id = OLD.report_id AND locked_at IS NOT NULL
            ) THEN
                RAISE EXCEPTION '{LOCKED_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            IF EXISTS (SELECT 1 FROM {REPORT} WHERE id = NEW.report_id AND locked_at IS NOT NULL) THEN
                RAISE EXCEPTION '{LOCKED_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$
        """,
    ]


def _postgresql_statements() -> list[str]:
    statements = _postgresql_functions()
    for table in APPEND_ONLY:
        statements.append(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION actions_refuse_change()"
        )
        statements.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION actions_refuse_change()"
        )
    for table in LOCKED_WITH_REPORT:
        statements.append(
            f"CREATE TRIGGER {table}_locked BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION actions_refuse_locked()"
        )
        statements.append(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION actions_refuse_locked_state()"
        )
    statements += [
        f"CREATE TRIGGER {table}_locked BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION actions_refuse_locked()"
        for table in WRITTEN_ONCE
    ]
    statements.append(
        f"CREATE TRIGGER {REPORT}_locked_update BEFORE UPDATE ON {REPORT} FOR EACH ROW "
        f"WHEN (OLD.locked_at IS NOT NULL AND NEW.locked_at IS NOT NULL AND ({_changed('IS DISTINCT FROM')})) "
        "EXECUTE FUNCTION actions_refuse_locked_state()"
    )
    return statements


def _statements(vendor: str) -> list[str]:
    return _sqlite_statements() if vendor == "sqlite" else _postgresql_statements()


def installed(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    """The project's triggers now in the database, as (table, trigger)."""
    if connection.vendor == "sqlite":
        sql = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    else:
        sql = "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal"
    tables = {*APPEND_ONLY, *LOCKED_WITH_REPORT, REPORT}
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {(table, name) for table, name in cursor.fetchall() if table in tables}


def expected(vendor: str) -> set[str]:
    """Names of all triggers that must exist after migrate."""
    return {words.split()[2] for words in _statements(vendor) if words.startswith("CREATE TRIGGER")}


def drop(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for table, name in installed(connection):
            on_table = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER {name}{on_table}")


def install(connection: BaseDatabaseWrapper) -> None:
    """Install every trigger anew; an earlier migration skips the tables that a later one makes."""
    drop(connection)
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for statement in _statements(connection.vendor):
            table = _TABLE.search(statement) if statement.startswith("CREATE TRIGGER") else None
            if table is None or table[1] in there:
                cursor.execute(statement)


def reinstall(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For ``migrations.RunPython``: the last operation of a migration that touches these tables."""
    install(schema_editor.connection)
