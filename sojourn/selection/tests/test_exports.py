"""The chair's ranking and the office's coverage leave as sheets, with what the page shows and no more."""

import io

import pytest
from openpyxl import load_workbook

pytestmark = pytest.mark.django_db


def sheet(client, user, path: str) -> list[tuple]:
    client.force_login(user)
    response = client.get(path)
    assert response.status_code == 200, response.status_code
    return list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))


def test_export_ranking_has_the_rows_of_the_page(client, world):
    world.walk("signed")
    path = f"/selection/calls/{world.call.slug}/esgar/export-ranking.xlsx"

    heads, first, *rest = sheet(client, world.eva, path)

    assert heads[:6] == ("Number", "Applicant", "Mean", "Reviews", "Spread", "Rank")
    assert heads[6:] == (
        "Calibrated",
        "Standard error",
        "Calibrated rank",
        "Decision",
        "Place",
        "Reason",
    )
    assert first[1] == "Dr Ada Appleyard"
    assert (first[9], first[10]) == ("In the ranking", 1)
    assert len(rest) == 2
    for stranger in ("mia", "cleo", "ada", "hana"):
        client.force_login(getattr(world, stranger))
        assert client.get(path).status_code == 404


def test_export_coverage_names_reviewers_only_to_whom_the_page_does(client, world):
    world.walk("assigned")
    path = f"/reviews/calls/{world.call.slug}/esgar/export-coverage.xlsx"

    ida, finn = sheet(client, world.ida, path), sheet(client, world.finn, path)

    assert ida[0] == ("Number", "Applicant", "Reviewers", "Asked", "Final", "Too few")
    assert "Prof. Cleo Carradale" in ida[1][2]
    assert finn[1][2] in ("", None)
    client.force_login(world.mia)
    assert client.get(path).status_code == 404
