"""What looks like a patient in a line of text. It only warns: whoever wrote the line knows better.

Found are dates of birth, numbers of records and telephones, addresses, and names beside a title or an age;
not the numbers of the trade: fields, slices, b-values, follow-ups, years, classifications, papers, trials.
"""

from __future__ import annotations

import re
from itertools import pairwise

BIRTH = "a date like a date of birth"
BORN = "a date of birth"
NUMBER = "a long number like a patient or examination number"
RECORD = "a patient or examination number"
PHONE = "a telephone number"
ADDRESS = "an e-mail address"
NAME = "a name"
AGED = "a name or initials with an age"

# Numbers of papers and trials are taken out before anything is looked for.
PUBLIC = re.compile(
    r"\b(?:pmid|nct|isrctn|isbn|arxiv|doi)[\s:./-]*[\d./-]+\S*|\b10\.\d{4,9}/\S+", re.IGNORECASE
)

UNITS = (
    r"(?:months?|mo|mths?|weeks?|wks?|days?|d|hours?|hrs?|h|min|years?|yrs?|mm|cm|ml|fr|f|g|gauge|kv|kev|mgy|%"
    r"|monate?n?|wochen?|tage?n?|jahre?n?|mois|semaines?|jours?|mesi|settimane|giorni|meses|semanas)"
)
LETTER = "[^\\W\\d_]"
UPPER = "[A-ZÀ-ÖØ-ÞĀ-ĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŘŚŞŠŢŤŪŮŰŲŹŻŽȘȚΑ-ΩА-ЯЁІЇЄ]"
WORD = f"{UPPER}{LETTER}+(?:['’-]{LETTER}+)*"
BARE = f"{UPPER}(?:['’]{UPPER})?{LETTER}+(?:['’-]{LETTER}+)*"
PARTICLES = r"(?:(?:von|vom|van|der|den|de|del|della|di|da|du|dos|la|le|zu|zur|ten|af|el|al)\s+){0,3}"
MONTH = (
    r"(?:jan|feb|fév|fev|mar|mär|mrz|apr|abr|avr|may|mai|mag|maj|jun|juin|giu|jul|juil|lug|aug|aoû|ago|sep|set"
    r"|oct|okt|ott|out|nov|dec|dez|déc|dic|gen|ene|stycz|lut|kwie|czerw|lip|sierp|wrze|paźdz|listop|grud)"
    rf"{LETTER}*\.?"
)
AGE = (
    r"\d{1,3}\s?-?(?:y/?o|y\.o\.|years?|yrs?|y|jährig\w*|[jJ]ahre?|[jJ]"
    r"|ans|anni|años|anos|år|lat|let|jaar|ετών|лет)\b"
)
SEXED = r"\d{1,3}\s?(?:y\w*\s?)?[/,]?\s?(?:[MFWmfw♀♂](?!\w))"

BORN_WORDS = (
    r"(?:born|d\.?o\.?b\.?|y\.?o\.?b\.?|geb(?:oren|\.)?|jahrgang|jg\.?|née?|nat[oa]|nacid[oa]|nascid[oa]"
    r"|fødd?t?|född|urodz\w*|ur\.|nar\.|narozen\w*|syntynyt|született|γεν\w*\.?|род\w*\.?)"
)
# the words before a number that make it one of a record
KEYS = (
    r"(?:mrn|pid|nhs|ipp|nip|nhc|cpr|bsn|pesel|pat(?:ient(?:en)?)?[\s.-]*(?:id|nr|nummer|no)"
    r"|fall[\s-]*(?:nr|nummer)|aufnahme[\s-]*(?:nr|nummer|zahl)|befund[\s-]*(?:nr|nummer)"
    r"|hosp(?:ital)?[\s.-]*(?:id|no|number)"
    r"|(?:n[°ºo]\.?|num[eé]ro)\s*(?:de\s+)?(?:dossier|patient|historia)|dossier\s*n[°ºo]?|cartella(?:\s*n[°ºo.]?)?"
    r"|historia(?:\s+cl[ií]nica)?|acc(?:ession)?(?:\s*(?:no|number|nr|id))?|stud(?:y|ies)\s*(?:id|no|number)"
    r"|exam(?:ination)?\s*(?:id|no|number))"
)

SUSPECT: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, flags), what)
    for pattern, flags, what in (
        (r"\S@[\w-]+\.\w", 0, ADDRESS),
        (r"\b(?:19|20)\d\d([./-])\d{1,2}\1\d{1,2}\b", 0, BIRTH),
        (r"\b\d{1,2}\.\s+\d{1,2}\.\s*(?:19|20)\d\d\b", 0, BIRTH),
        (
            rf"\b\d{{1,2}}(?:st|nd|rd|th|\.|er)?[\s-]*(?:of\s+|de\s+)?{MONTH}[\s,-]*(?:de\s+)?(?:19|20)\d\d\b",
            re.I,
            BIRTH,
        ),
        (rf"\b{MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d\b", re.I, BIRTH),
        (rf"(?<!\w){BORN_WORDS}[^\w\n]{{0,4}}(?:(?:in|on|am|le|el|il|em|the|year)\s+)?\d", re.I, BORN),
        (r"\bd\.?o\.?b\b", re.I, BORN),
        (r"\*\s?(?:19|20)\d\d\b", 0, BORN),
        (r"\b(?:19|20)\d\d\s?г\.\s?р", re.I, BORN),
        (rf"\b[nN]ée?\s+{WORD}", 0, NAME),
        (r"\+\s?\d[\d\s()./-]{6,}\d", 0, PHONE),
        (r"\b0\d(?:[. -]\d\d){4}\b", 0, PHONE),
        (
            r"\b(?:tel|phone|mobile|mob|handy|telefono?|téléphone|gsm|cell)\b\.?\s*(?:no\.?|nr\.?)?\W{0,3}\d{3}",
            re.I,
            PHONE,
        ),
        (r"\b[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]\b", re.I, RECORD),  # Italy
        (r"\b[A-Z]{2}\s?\d\d\s?\d\d\s?\d\d\s?[A-D]\b", 0, RECORD),  # United Kingdom
        (r"\b\d{3}\.\d{4}\.\d{4}\.\d\d\b", 0, RECORD),  # Switzerland
        (r"\b[A-Z]\s?\d\d[-/]\d{4,}\b", 0, RECORD),  # pathology
        (r"\b(?:19|20)\d\d[-/](?!(?:19|20)\d\d\b)\d{4,}\b", 0, RECORD),
        (rf"\b{KEYS}\b\W{{0,4}}(?:(?:no|nr|number|id)\b\W{{0,3}})?[A-Z]{{0,4}}[-/]?\d", re.I, RECORD),
        (
            r"\b(?:case|patient|pat\.?|fall|caso|cas)\s*(?:no\.?|nr\.?|number|id|#|n[°º])\W{0,3}[A-Z]{0,4}-?\d",
            re.I,
            RECORD,
        ),
        (r"\b(?:case|patient)\s*:\s*(?:[A-Z]{1,4}-?\d|\d{4})", re.I, RECORD),
        (
            r"\b(?:Mr|Mrs|Ms|Miss|Mx|Herrn?|Frau|Mme|Mlle|Madame|Monsieur|Sig|Sig\.?ra|Signora?|Sra?|Señora?|Dña|Doña"
            rf"|Dhr|Mevr|Mw|Hr|Fru|Pani?|[Pp]an[íi]|г-н|г-жа|Κος|Κα)\b\.?\s+{PARTICLES}{BARE}",
            0,
            NAME,
        ),
        (rf"\b(?:mrs|ms|frau|herr|mme|sra)\.?\s+{PARTICLES}{BARE}", 0, NAME),
        (rf"(?<!\d)(?<!\d )\bFr\.\s+{BARE}", 0, NAME),
        (
            r"\b(?:[Pp]atient(?:in)?|[Pp]aziente|[Pp]aciente|[Pp]at\.)\s+"
            r"(?!Safety|Position|Inform|Consent|Care|Manag|Prepar|Educat|Experience|Dose|Select|Journey|Flow|Group"
            rf"|Communic|Transfer|Monitor|Group|CT|MR|US|PET){BARE}",
            0,
            NAME,
        ),
        (r"\b(?:[Pp]atient(?:in)?|[Pp]at\.)\s+[A-Z]\.\s?[A-Z]\b", 0, NAME),
        (
            rf"\b{WORD},\s*{WORD}(?:,\s*\(?|\s*\(|\s*\*)\s*\d(?!\d*\s*(?:cases?|x\b|×|studies|exams?|{UNITS}\b))",
            0,
            AGED,
        ),
        (rf"\b{WORD},?\s+{WORD},?\s*\(?(?:{AGE}|{SEXED})", 0, AGED),
        (rf"(?<!\w){UPPER}\.\s?{UPPER}\.?,?\s*\(?(?:{AGE}|{SEXED})", 0, AGED),
    )
)

# capitals before an age that are no initials
MODALITIES = (
    "CT MR US MG XR RX CR DX NM PET DSA CTA "
    "MRA CXR AXR MRI TTE TEE ECG EUS DWI CBCT HIP TIA "
    "MS DVT PE GI ED ER ICU OR HSG VCU MCU NT "
    "TC IRM TDM"
)
INITIALS = re.compile(rf"\b({UPPER}{{2,3}}),?\s+\(?(?:{AGE}|{SEXED})")
DAY = re.compile(
    r"\b(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d|\d\d)\b" + rf"(?!\s*{UNITS}\b|[./-]\d)", re.IGNORECASE
)
RUN = re.compile(r"\d(?:[ /-]?\d){5,}")
SOLID = 6  # digits in a row
SPREAD = 8  # digits in groups


def looks_like_a_patient(text: str) -> str:
    """What in this text looks like a patient identifier, in words; empty if nothing does.

    >>> looks_like_a_patient("CT thorax, 3 cases; b 0/50/400/800; follow-up 3/6/12 months")
    ''
    >>> looks_like_a_patient("Mrs Example, MRN: 445566")
    'a patient or examination number'
    """
    text = PUBLIC.sub(" ", text)
    if _day(text):
        return BIRTH
    found = next((what for pattern, what in SUSPECT if pattern.search(text)), "")
    return found or (NUMBER if _number(text) else AGED if _initials(text) else "")


def _day(text: str) -> bool:
    """A day of the calendar in three numbers: 70/80/90 is none."""
    for first, _, second, _ in DAY.findall(text):
        low, high = sorted((int(first), int(second)))
        if 1 <= low <= 12 and high <= 31:
            return True
    return False


def _number(text: str) -> bool:
    return any(_of_a_record(found.group()) for found in RUN.finditer(text))


def _of_a_record(run: str) -> bool:
    """Not round ones (b-values, voltages), not years one after another, not a counted list."""
    groups = re.split(r"[ /-]", run)
    if any(len(group) >= SOLID and not group.endswith("0000") for group in groups):
        return True
    if sum(map(len, groups)) < SPREAD:
        return False
    numbers = [int(group) for group in groups]
    plain = not any(len(group) > 1 and group.startswith("0") for group in groups)
    round_ = all(number % 5 == 0 for number in numbers)
    years = all(1990 <= number < 2050 for number in numbers)
    counted = all(later - earlier == 1 for earlier, later in pairwise(numbers))
    return not (plain and (round_ or years or counted))


def _initials(text: str) -> bool:
    return any(found not in MODALITIES.split() for found in INITIALS.findall(text))
