"""ORCID's record as the public API writes it, and files that are none."""

import json

import pytest

from sojourn.core import orcid

YEAR = {"year": {"value": "2015"}, "month": {"value": "09"}, "day": None}
POST = {
    "department-name": "Radiology",
    "role-title": "Registrar",
    "start-date": YEAR,
    "end-date": None,
    "organization": {"name": "Clinic", "address": {"city": "Graz", "region": None, "country": "AT"}},
    "display-index": "0",
}
WORK = {
    "title": {"title": {"value": "On <i>livers</i> &amp; light"}, "subtitle": None},
    "journal-title": {"value": "Journal"},
    "publication-date": {"year": {"value": "2021"}, "month": None, "day": None},
    "external-ids": {
        "external-id": [{"external-id-type": "doi", "external-id-value": "https://doi.org/10.1000/182"}]
    },
    "display-index": "1",
}
RECORD = {
    "orcid-identifier": {"uri": "https://orcid.org/0000-0002-1825-0097", "path": "0000-0002-1825-0097"},
    "person": {"name": {"given-names": {"value": "Ada"}, "family-name": {"value": "Able"}}},
    "activities-summary": {
        "employments": {"affiliation-group": [{"summaries": [{"employment-summary": POST}]}]},
        "educations": {
            "affiliation-group": [
                {"summaries": [{"education-summary": POST | {"role-title": "MD", "end-date": YEAR}}]}
            ]
        },
        "works": {"group": [{"work-summary": [{"title": {"title": {"value": "Other source"}}}, WORK]}]},
    },
}
XML = b"""<?xml version="1.0" encoding="UTF-8"?>
<record:record path="/0000-0002-1825-0097" xmlns:record="http://www.orcid.org/ns/record"
 xmlns:common="http://www.orcid.org/ns/common" xmlns:activities="http://www.orcid.org/ns/activities"
 xmlns:employment="http://www.orcid.org/ns/employment" xmlns:work="http://www.orcid.org/ns/work"
 xmlns:person="http://www.orcid.org/ns/person" xmlns:personal-details="http://www.orcid.org/ns/personal-details">
 <common:orcid-identifier><common:path>0000-0002-1825-0097</common:path></common:orcid-identifier>
 <person:person path="x"><person:name visibility="public">
  <personal-details:given-names>Ada</personal-details:given-names>
  <personal-details:family-name>Able</personal-details:family-name></person:name></person:person>
 <activities:activities-summary path="x">
  <activities:employments path="x"><activities:affiliation-group>
   <employment:employment-summary put-code="1" display-index="0" visibility="public">
    <common:department-name>Radiology</common:department-name><common:role-title>Registrar</common:role-title>
    <common:start-date><common:year>2015</common:year><common:month>09</common:month></common:start-date>
    <common:organization><common:name>Clinic</common:name><common:address><common:city>Graz</common:city>
     <common:country>AT</common:country></common:address></common:organization>
   </employment:employment-summary></activities:affiliation-group></activities:employments>
  <activities:works path="x"><activities:group>
   <work:work-summary put-code="2" display-index="1">
    <work:title><common:title>On livers</common:title></work:title>
    <common:external-ids><common:external-id><common:external-id-type>doi</common:external-id-type>
     <common:external-id-value>10.1000/182</common:external-id-value></common:external-id></common:external-ids>
    <common:publication-date><common:year>2021</common:year></common:publication-date>
    <work:journal-title>Journal</work:journal-title></work:work-summary></activities:group></activities:works>
 </activities:activities-summary>
</record:record>"""
REGISTRAR = {
    "title": "Registrar",
    "body": "Clinic",
    "department": "Radiology",
    "place": "Graz",
    "country": "AT",
    "began": "2015-09",
}


def written(record) -> bytes:
    return json.dumps(record).encode()


def test_a_record_in_json():
    found = orcid.read(written(RECORD))
    assert (found.orcid, found.name) == ("0000-0002-1825-0097", "Ada Able")
    assert found.lines[0] == ("post", REGISTRAR)
    assert found.lines[1][0] == "training" and found.lines[1][1]["ended"] == "2015-09"
    assert found.lines[2] == (
        "publication",
        {"title": "On livers & light", "body": "Journal", "on": "2021", "doi": "10.1000/182"},
    )


def test_the_same_record_in_xml():
    found = orcid.read(XML)
    assert (found.orcid, found.name) == ("0000-0002-1825-0097", "Ada Able")
    assert found.lines == [
        ("post", REGISTRAR),
        ("publication", {"title": "On livers", "body": "Journal", "on": "2021", "doi": "10.1000/182"}),
    ]


def test_the_older_format_without_groups():
    old = RECORD | {
        "activities-summary": {
            "employments": {"employment-summary": [POST, POST | {"role-title": "Consultant"}]}
        }
    }
    assert [line["title"] for _, line in orcid.read(written(old)).lines] == ["Registrar", "Consultant"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04", "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares entities"),
        (b"{", "cut off"),
        (XML[:800], "cut off"),
        (b"[1, 2]", "not an ORCID record"),
        (b'{"a": 1}', "not an ORCID record"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b"<a>" * 200, "not an ORCID record"),
        (written({"response-code": 404, "developer-message": "no"}), "error page"),
        (written(RECORD | {"orcid-identifier": {"path": "0000-0002-1825-0098"}}), "not valid"),
        (
            written(RECORD | {"activities-summary": {"employments": {"affiliation-group": []}}}),
            "Nothing in this",
        ),
        (b" " * (orcid.MOST_BYTES + 1) + b"{}", "larger"),
    ],
)
def test_a_file_that_is_no_record_says_what_to_do(content, words):
    with pytest.raises(orcid.Unreadable, match=words):
        orcid.read(content)


@pytest.mark.parametrize("junk", [None, 7, "x", [], {}, [{}], {"value": None}, True])
def test_odd_values_are_left_out_and_break_nothing(junk):
    for name in POST:
        odd = POST | {name: junk}
        record = RECORD["activities-summary"] | {
            "educations": junk,
            "employments": {"affiliation-group": [{"summaries": [{"employment-summary": odd}]}, junk]},
        }
        assert orcid.read(written(RECORD | {"activities-summary": record, "person": junk})).lines
