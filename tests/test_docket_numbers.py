"""Docket numbers: cleaned, in normal form, and compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.docket_numbers import as_docketed, clean, core, find, numbers_in, same_docket, serial_key


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("1:17-cr-00554-MKB", "1:17-cr-00554"),
        ("1:12-cv-04402-PKC-CLP", "1:12-cv-04402"),
        ("1:09-cr-00466-BMC-RLM-12", "1:09-cr-00466"),
        ("1:25-cv-03501 (SLS)", "1:25-cv-03501"),
        ("25-cv-00457-CKK", "25-cv-00457"),
        ("Case No. 1:25-cv-00457", "1:25-cv-00457"),
        ("16-10992-smb", "16-10992"),
        ("8-18-70001-ast", "8-18-70001"),
        ("10-01083-8-RDD", "10-01083"),
        ("2:17-ap-01234-WB", "2:17-ap-01234"),
        ("1:18-~gr-00012", "1:18-~gr-00012"),
        ("11-8", "11-8"),
        ("2023-1234", "23-1234"),
        ("No. 25-5181", "25-5181"),
        ("26-5243 (consolidated with 26-5301)", "26-5243"),
        ("25 Civ. 1237 (DLC)", "25-cv-1237"),
        ("25a1088", "25A1088"),
        ("37-2025-00012345-CU-MC-CTL", "37-2025-00012345-CU-MC-CTL"),
        ("2025CV32061", "2025CV32061"),
        ("  CI  25-1 a ", "25-1"),
        ("not a number", "not a number"),
        ("", ""),
    ],
)
def test_a_number_is_cleaned_of_initials_and_words(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@pytest.mark.parametrize(
    ("number", "normal"),
    [
        ("1:25-cv-457", "25-cv-457"),
        ("1:25-cv-00457-CKK", "25-cv-457"),
        ("25-457 (CKK)", "25-457"),
        ("Civil Action No. 25-457", "25-cv-457"),
        ("25-Civ-00457", "25-cv-457"),
        ("25 Cr. 12", "25-cr-12"),
        ("No. 25-5181", "25-5181"),
        ("26-5243 (consolidated with 26-5301)", "26-5243"),
        ("25A1088", "25A1088"),
        ("No. 25A1088", "25A1088"),
        ("37-2025-00012345-CU-MC-CTL", "37-2025-00012345-cu-mc-ctl"),
        ("", ""),
    ],
)
def test_the_core_is_year_type_and_serial(number: str, normal: str) -> None:
    assert core(number) == normal


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("1:25-cv-457", "25-cv-00457-CKK", True),
        ("1:25-cv-457", "25-457 (CKK)", True),
        ("25-cv-00457", "Civil Action No. 25-457", True),
        ("1:25-cv-457", "1:25-cr-457", False),
        ("25-457", "1:25-cr-457", True),
        ("Civ. No. 25-457", "1:25-cr-457", False),
        ("8:25-cv-00430", "1:25-cv-00430", False),
        ("8:25-cv-00430", "25-cv-430", True),
        ("1:25-cv-457", "1:24-cv-457", False),
        ("1:25-cv-457", "1:25-cv-4570", False),
        ("No. 25-5181", "25-5181", True),
        ("26-5243 (consolidated with 26-5301)", "26-5243", True),
        ("26-5243 (consolidated with 26-5301)", "26-5301", False),
        ("25A1088", "No. 25A1088", True),
        ("25A1088", "25-1088", False),
        ("25A1088", "25M1088", False),
        ("2023-1234", "23-1234", True),
        ("37-2025-00012345-CU-MC-CTL", "37-2025-00012345-cu-mc-ctl", True),
        ("37-2025-00012345-CU-MC-CTL", "25-12345", False),
        ("", "", False),
        ("?", "!", False),
    ],
)
def test_two_numbers_name_one_docket_only_if_nothing_printed_differs(a: str, b: str, same: bool) -> None:
    assert same_docket(a, b) is same
    assert same_docket(b, a) is same
    if same:
        assert serial_key(a) == serial_key(b)


def test_every_number_of_a_consolidated_appeal_is_found() -> None:
    assert numbers_in("25-5476 (lead; with 25-5478, 26-5099)") == ("25-5476", "25-5478", "26-5099")
    assert numbers_in("D.C. Cir. 26-5243 (cadc; list 73544809)") == ("26-5243",)
    assert numbers_in("none here") == ()


def test_find_says_where_the_printed_token_ends() -> None:
    title = "1:17-cr-00554-MKB USA v. Rivers"
    found = find(title)
    assert found is not None
    assert (found[0], title[found[1] :]) == ("1:17-cr-00554", " USA v. Rivers")
    assert find("26-5006\tRivers v. Agency") == ("26-5006", 7)
    assert find("Master list of grand jury cases") is None


@given(st.text(max_size=60))
def test_any_text_can_be_cleaned_and_compared_with_itself(text: str) -> None:
    assert isinstance(clean(text), str)
    assert same_docket(text, text) is bool(core(text))


@given(st.integers(0, 99), st.sampled_from(["cv", "cr", "mc"]), st.integers(1, 99999), st.sampled_from(["", "-ABC"]))
def test_padding_initials_and_a_missing_office_never_part_a_docket(
    year: int, kind: str, serial: int, tail: str
) -> None:
    assert same_docket(f"1:{year:02}-{kind}-{serial:05}{tail}", f"{year:02}-{kind}-{serial}")
    assert core(clean(f"1:{year:02}-{kind}-{serial:05}{tail}")) == f"{year:02}-{kind}-{serial}"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("1:25-cv-457", "1:25-cv-00457"), ("No. 1:25-cv-00457-CKK", "1:25-cv-00457"), ("1:25cv457", "1:25-cv-00457"),
        ("1:2025-cv-00457", "1:25-cv-00457"), ("25 Civ. 457 (JMF) order", "25-cv-00457 order"),
        ("Case No. 26-5006", "26-5006"), ("#26-5006", "26-5006"), ("18-22414-rdd", "18-22414"),
        ("no. 25A1088", "25A1088"), ("stay -1:25-cv-457", "stay -1:25-cv-00457"),
    ],
)  # fmt: skip
def test_a_number_searched_for_is_asked_for_as_courts_print_it(typed: str, printed: str) -> None:
    assert as_docketed(typed) == printed


@pytest.mark.parametrize(
    "text",
    ["37-2025-00012345-CU", "2025-CV-01234", "25CV32094", "2025-11-21", "no stay", "No. 5", "24-7", "1:25-cv-004*",
     "26 U.S.C. 6103", "1:25-cv-12822", "25A1088"],
)  # fmt: skip
def test_words_that_are_no_federal_number_are_searched_for_as_they_are(text: str) -> None:
    assert as_docketed(text) == text
