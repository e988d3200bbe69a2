"""A service joins the transaction of its request, and has one of its own where there is none."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from common.transactions import joined


@joined()
def write(name, *, fails=False):
    Group.objects.create(name=name)
    if fails:
        raise ValueError


@pytest.mark.django_db(transaction=True)
def test_alone_it_stands_or_falls_whole():
    with pytest.raises(ValueError):
        write("甲", fails=True)
    write("乙")
    assert not connection.in_atomic_block
    assert list(Group.objects.filter(name__in="甲乙").values_list("name", flat=True)) == ["乙"]


@pytest.mark.django_db
def test_in_a_transaction_it_costs_nothing_and_falls_with_it():
    with CaptureQueriesContext(connection) as queries:
        write("甲")
    assert len(queries) == 1
    with pytest.raises(ValueError), transaction.atomic():
        write("乙", fails=True)
    assert not Group.objects.filter(name="乙").exists()
