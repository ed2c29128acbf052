"""What a logbook warns of, and what it lets pass: many lines as fellows of many countries type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.placements import rules
from sojourn.placements.rules import identifiers as says

PATIENTS = {
    says.BIRTH: (
        "12.03.1961", "12/03/61", "3-4-58", "1961-03-12", "1961/3/12", "12. 3. 1961", "12 March 1961",
        "12th of May 1950", "March 12, 1961", "12-Mar-1961", "3. März 1958", "3 mai 1958",
        "12 de marzo de 1961", "1er janvier 1949", "31.12.99 knee", "seen 03/12/1961 for CT",
        "5 maggio 1970", "2. Oktober 1944",
    ),
    says.BORN: (
        "born 1961", "born in 1961", "DOB 1/61", "D.O.B. unknown", "geb. 1961", "geboren am 3", "née 1961",
        "né le 3", "nato il 3", "nacida 1961", "*1961", "f *1944", "Jahrgang 1950", "JG 61", "YOB 1961",
        "ur. 1961", "nar. 1958", "γεν. 1961", "род. 1961", "1961 г.р.",
    ),
    says.NUMBER: (
        "445566", "ID20240917", "943 476 5919", "943-476-5919", "24/123456", "120361-1234", "A1234567",
        "12345678Z", "1 61 03 75 116 001", "x 0012 3456", "٤٤٥٥٦٦",
    ),
    says.RECORD: (
        "MRN 4471", "mrn: AB1234", "NHS no 4", "case no. 77", "case #12", "accession: X9", "acc no 123",
        "patient id 7", "Pat.-Nr. 123", "Patientennummer 12", "Fall-Nr. 998", "Fallnummer 99", "IPP 1234",
        "NHC 5567", "dossier n° 88", "cartella 334", "historia clínica 1234", "H24-12345", "B 24/1234",
        "2024-12345", "RSSMRA61C12H501X", "756.1234.5678.97", "QQ 12 34 56 C", "Patient: A12",
        "exam id 55", "PID 17",
    ),
    says.PHONE: (
        "+43 1 2345678", "+43 (0)1 23 45 67", "tel. 3344", "Tel: 12345", "01.23.45.67.89", "mobile 0664",
    ),
    says.ADDRESS: (
        "anna@example.org", "write to a.b@c-d.example",
    ),
    says.NAME: (
        "Mrs Example", "Mr. Smith", "Ms O'Brien", "Miss Jones", "Herr Weber", "Herrn Weber",
        "Frau von der Heide", "Fr. Weber", "Hr. Weber", "Mme Dupont", "Madame de Villiers", "Sig. Rossi",
        "Sig.ra Rossi", "Signora Bianchi", "Sra. García", "Señor Núñez", "Mevr. Jansen", "Pani Kowalska",
        "mrs Smith", "Patient Weber, knee", "patient Müller", "Pat. Weber", "Patientin Huber",
        "Paziente Rossi", "patient A.M", "née Weber", "Frau Łukasz", "Mr Šimić", "Herr D'Angelo",
        "г-жа Иванова",
    ),
    says.AGED: (
        "Weber, Anna, 63", "Weber, Anna (63)", "Müller, Anna *3", "Anna Müller 63y",
        "Anna Müller, 63 years", "Weber Anna 63 J", "A.M. 63 y", "A. M., 63y", "A.M. 63F", "AM 63 y",
        "AMK, 54 yo", "JS 54 M", "JS, 54F", "AB 63 Jahre", "RM 71 ans", "TK 63 anni", "AB 9 yrs",
    ),
}  # fmt: skip

TRADE = (
    "", "CT 2024", "12 cases", "T2 3D 1.5 T", "BI-RADS 4", "CT thorax, 3 cases", "3 T MRI",
    "patient positioning", "T2/FLAIR 2024", "Two in 45 minutes", "L4/5, C6", "PI-RADS v2.1",
    "LI-RADS 2018", "ECR 2024", "ESGAR 2024, day 2", "follow-up 3/6/12 months", "3/6/12 Monate",
    "10/12/14 Fr", "70/80/90 kV", "80 100 120 140 kV", "b 0/50/400/800", "b-values 0 50 400 800",
    "TR/TE 4000/9000", "matrix 512 x 512 x 60", "FOV 350", "HU -1000 to 3000", "2024/2025",
    "autumn 2024-2025", "1 2 3 4 5 6 7 8 9 10", "5 10 15 20 25 30 min", "ICD-10 C22.0", "PMID 12345678",
    "doi 10.1148/radiol.2021203786", "NCT01234567", "M. Crohn, 2 cases", "Morbus Crohn", "MR Angiography",
    "MR 3 y old child", "CT 45 y", "US 30 min", "case: appendicitis", "Case: 2 lesions", "Patient: supine",
    "case no contrast", "Patient Safety round", "NATO course", "newborn screening",
    "preterm-born infants, 3", "Gleason 3+4=7", "TNM 8", "RECIST 1.1", "Bosniak IIF", "with Dr. Rossi",
    "MDT with Prof. Weber", "Liver, Spleen 3 cases", "Brain, Spine, 5 cases", "Knee, Shoulder 4",
    "Thorax, Abdomen, Pelvis", "6 Fr. Katheter", "6 Fr. Sheath", "G 18 needle", "18G", "12-year-old girl",
    "45 F", "63 y, m", "elastography 7.5 kPa", "120 kV 200 mAs", "room 7", "08:00-16:00", "8.00-16.30",
    "SIR-Spheres 1.5 GBq", "Y-90", "F-18 FDG 250 MBq", "PSMA-11", "T10-12", "C3/4/5", "S1-3", "RV 45 %",
    "EF 55 %", "March course", "May 12 cases", "12 Mai", "Tuesday 17 September", "100000 IU", "300 mg/ml",
    "eGFR 45", "Ki-67 20 %", "HER2 3+", "WHO grade 2", "Mo-Fr 8-16", "Fr 8-12", "X-ray 2x",
    "Sept. 12 cases", "cas 3 sur 5", "Kolorektales Karzinom, Staging", "scanner thoracique, 4 cas",
    "RM encefalo, 3 casi", "TC torace 12", "USG 5", "ed. 3", "Set 12 of 2024", "Stand 2024", "Mag 7 Tesla",
    "NT 11-13 weeks", "ISUP 3", "Deauville 4", "Lung-RADS 4A", "O-RADS 3", "TI-RADS 5", "Fazekas 2",
    "ASPECTS 8", "mTICI 2b", "Fontaine IIb", "SUV 12.4", "ADC 800", "MIP 10 mm", "kV 80/100", "2 x 64",
    "1-2 cm", "Child-Pugh B7", "MELD 14", "3D 1.5 T 2024",
)  # fmt: skip


@pytest.mark.parametrize("what", PATIENTS)
def test_what_looks_like_a_patient_is_named(what):
    """Alone, and in the middle of a line."""
    assert [text for text in PATIENTS[what] if rules.looks_like_a_patient(text) != what] == []
    assert [text for text in PATIENTS[what] if not rules.looks_like_a_patient(f"CT, {text} (liver)")] == []


def test_the_words_of_the_trade_pass():
    found = {text: rules.looks_like_a_patient(text) for text in TRADE}
    assert {text: said for text, said in found.items() if said} == {}


@given(st.dates().filter(lambda day: 1900 <= day.year <= 2029), st.sampled_from("./-"), st.booleans())
def test_every_day_of_a_life_is_seen_however_it_is_typed(day, mark, padded):
    one, two = (f"{day.day:02}", f"{day.month:02}") if padded else (str(day.day), str(day.month))
    for text in (
        f"{one}{mark}{two}{mark}{day.year}",
        f"{two}{mark}{one}{mark}{day.year}",
        f"{one}{mark}{two}{mark}{day.year % 100:02}",
        f"{day.year}{mark}{two}{mark}{one}",
        f"{day:%d%m%Y}",
        f"{day:%Y%m%d}",
    ):
        assert rules.looks_like_a_patient(f"liver {text} done"), text


@given(st.integers(100_001, 99_999_999).filter(lambda number: number % 10_000))
def test_every_long_number_is_seen(number):
    assert rules.looks_like_a_patient(f"no {number}")


@given(st.text(max_size=360))
def test_any_text_is_read(text):
    assert isinstance(rules.looks_like_a_patient(text), str)
