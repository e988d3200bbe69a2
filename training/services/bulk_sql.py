"""INSERT … SELECT … ON CONFLICT DO NOTHING: rows made from rows inside the database, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet, Value


def insert_from(model: type[models.Model], rows: QuerySet[Any, Any], columns: Mapping[str, Any]) -> int:
    """Add a row of ``model`` for each row of a query, in the caller's transaction.

    Args:
        rows: what is selected from; its order and columns do not matter.
        columns: expressions over ``rows`` by field of ``model``; the other fields get their default.

    Returns:
        How many rows are new; those a unique constraint refuses are left out.
    """
    given = {name: _typed(model, name, expression) for name, expression in columns.items()}
    names = {
        f"insert_{name}": expression for name, expression in {**_defaults(model, columns), **given}.items()
    }
    query = rows.order_by().annotate(**names).values_list(*names).query
    sql, params = query.get_compiler(connection=connection).as_sql()
    quote = connection.ops.quote_name
    fields = ", ".join(quote(_field(model, name.removeprefix("insert_")).column) for name in names)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        # The names are those of our own models, the values are parameters.
        cursor.execute(f"INSERT INTO {table} ({fields}) {sql} ON CONFLICT DO NOTHING", params)
        return max(cursor.rowcount, 0)


def _defaults(model: type[models.Model], columns: Mapping[str, Any]) -> dict[str, Value]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    missing = [field for field in fields if field.name not in columns]
    return {field.name: Value(field.get_default(), output_field=_plain(field)) for field in missing}


def _typed(model: type[models.Model], name: str, expression: Any) -> Any:
    """A plain value as a value of the field."""
    if hasattr(expression, "resolve_expression"):
        return expression
    return Value(expression, output_field=_plain(_field(model, name)))


def _plain(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """The type of a column: of a foreign key, that of what it points at."""
    return field.target_field if isinstance(field, models.ForeignKey) else field


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)
