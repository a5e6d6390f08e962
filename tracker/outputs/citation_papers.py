"""What a cited paper is called, in the short forms of Bluebook table BT1. Pure.

A paper that a person read is named by what it asks or decides; one that only a machine read keeps the court's own
words, so that no citation says more than the docket does.
"""

import re
from collections.abc import Sequence

from tracker.vocab import RELIEFS

# As the thing granted or denied, and as the motion that asks for it.
_RELIEF = {
    "temporary_restraining_order": ("TRO", "Mot. for TRO"),
    "preliminary_injunction": ("Prelim. Inj.", "Mot. for Prelim. Inj."),
    "permanent_injunction": ("Permanent Inj.", "Mot. for Permanent Inj."),
    "stay_of_agency_action": ("Stay of Agency Action", "Mot. for Stay of Agency Action"),
    "vacatur_of_agency_action": ("Vacatur of Agency Action", "Mot. for Vacatur of Agency Action"),
    "stay_pending_appeal": ("Stay Pending Appeal", "Mot. for Stay Pending Appeal"),
    "administrative_stay": ("Admin. Stay", "Mot. for Admin. Stay"),
    "stay_of_proceedings": ("Stay of Proceedings", "Mot. to Stay Proceedings"),
    "enforcement": ("Mot. to Enforce", "Mot. to Enforce"),
    "modify_order": ("Mot. to Modify", "Mot. to Modify"),
    "summary_judgment": ("Summ. J.", "Mot. for Summ. J."),
    "dismissal": ("Mot. to Dismiss", "Mot. to Dismiss"),
    "default_judgment": ("Default J.", "Mot. for Default J."),
    "judgment_on_pleadings": ("J. on the Pleadings", "Mot. for J. on the Pleadings"),
    "reconsideration": ("Mot. for Recons.", "Mot. for Recons."),
    "class_certification": ("Class Certification", "Mot. for Class Certification"),
    "intervention": ("Mot. to Intervene", "Mot. to Intervene"),
    "amicus_leave": ("Leave to File Amicus Br.", "Mot. for Leave to File Amicus Br."),
    "expedite": ("Mot. to Expedite", "Mot. to Expedite"),
    "extension_of_time": ("Extension of Time", "Mot. for Extension of Time"),
    "discovery": ("Disc.", "Mot. for Disc."),
    "seal": ("Mot. to Seal", "Mot. to Seal"),
    "leave_to_amend": ("Leave to Amend", "Mot. for Leave to Amend"),
    "leave_to_file": ("Leave to File", "Mot. for Leave to File"),
    "in_forma_pauperis": ("Leave to Proceed In Forma Pauperis", "Mot. to Proceed In Forma Pauperis"),
    "remand": ("Mot. to Remand", "Mot. to Remand"),
    "transfer": ("Mot. to Transfer", "Mot. to Transfer"),
    "consolidation": ("Mot. to Consolidate", "Mot. to Consolidate"),
    "fees_costs": ("Att’ys’ Fees & Costs", "Mot. for Att’ys’ Fees & Costs"),
    "appeal": ("Appeal", "Pet. for Review"),
    "habeas": ("Pet. for Writ of Habeas Corpus", "Pet. for Writ of Habeas Corpus"),
    "settlement_approval": ("Approval of Settlement", "Mot. for Approval of Settlement"),
}
_DOES = {
    "granted": "Granting", "denied": "Denying", "granted_in_part": "Granting in Part", "moot": "Finding Moot",
    "deferred": "Deferring", "affirmed": "Affirming", "reversed": "Reversing", "vacated": "Vacating",
    "remanded": "Remanding", "dismissed": "Dismissing", "modified": "Modifying", "extended": "Extending",
    "dissolved": "Dissolving", "entered": "Entering",
}  # fmt: skip
# Where the plain pattern would read wrongly.
_PHRASES = {
    ("dismissal", "entered"): "of Dismissal", ("dismissal", "affirmed"): "Affirming Dismissal",
    ("dismissal", "vacated"): "Vacating Dismissal", ("stay_of_proceedings", "entered"): "Staying Proceedings",
    ("stay_of_proceedings", "granted"): "Staying Proceedings", ("appeal", "affirmed"): "Affirming",
    ("appeal", "vacated"): "Vacating", ("appeal", "reversed"): "Reversing", ("appeal", "remanded"): "Remanding",
    ("appeal", "entered"): "re Appeal", ("expedite", "entered"): "Expediting Proceedings",
}  # fmt: skip
_KIND = {
    "complaint": "Compl.", "answer": "Answer", "motion": "Mot.", "response": "Opp’n", "reply": "Reply", "brief": "Br.",
    "declaration": "Decl.", "notice_of_appeal": "Notice of Appeal", "notice": "Notice", "stipulation": "Stip.",
    "order": "Order", "opinion": "Mem. Op.", "report_recommendation": "R. & R.", "judgment": "Judgment",
    "mandate": "Mandate", "minute_entry": "Minute Entry", "hearing": "Hr’g", "summons": "Summons",
    "appearance": "Notice of Appearance", "transcript": "Hr’g Tr.", "status_report": "Status Rep.", "letter": "Letter",
    "clerk": "Clerk’s Notice", "other": "Filing",
}  # fmt: skip
_COURT_PAPERS = frozenset({"order", "opinion", "judgment", "minute_entry", "mandate", "report_recommendation"})
_BT1 = {
    "Motion": "Mot.", "Preliminary Injunction": "Prelim. Inj.", "Temporary Restraining Order": "TRO",
    "Summary Judgment": "Summ. J.", "Memorandum": "Mem.", "Opinion": "Op.", "Complaint": "Compl.",
    "Amended": "Am.", "Declaration": "Decl.", "Response": "Resp.", "Opposition": "Opp’n", "Stipulation": "Stip.",
    "Reconsideration": "Recons.", "Discovery": "Disc.", "Status Report": "Status Rep.", "Hearing": "Hr’g",
    "Transcript": "Tr.", "Plaintiff": "Pl.", "Defendant": "Def.", "Support": "Supp.", "Application": "Appl.",
    "Petition": "Pet.", "Certiorari": "Cert.", "Affidavit": "Aff.", "Exhibit": "Ex.", "Brief": "Br.",
}  # fmt: skip
_BT1_WORD = re.compile(r"\b(" + "|".join(sorted(_BT1, key=len, reverse=True)) + r")\b(?!\.)")
_LONGEST = 70
_UNKNOWN_TAIL = re.compile(r": outcome not yet known$")


def paper_name(kind: str, actions: Sequence[tuple[str, str | None]], *, title: str = "", confirmed: bool = True) -> str:
    """`Order Granting Prelim. Inj.`, `Mot. for TRO`, `Minute Order Extending TRO`.

    actions: (relief, disposition) pairs; title: the court's own words, used where nobody has read the paper.
    """
    if not confirmed:
        return _own_words(kind, title, actions)
    if kind in _COURT_PAPERS:
        return _court_paper(kind, actions)
    return _filing(kind, actions, title)


def _own_words(kind: str, title: str, actions: Sequence[tuple[str, str | None]]) -> str:
    words = _UNKNOWN_TAIL.sub("", title).strip(" .")
    if words and len(words) <= _LONGEST:
        return _BT1_WORD.sub(lambda m: _BT1[m[1]], words)
    about = _joined([_RELIEF[r][0] for r, _ in actions if r in _RELIEF])
    return f"{_KIND.get(kind, 'Filing')} re {about}" if about else _KIND.get(kind, "Filing")


def _court_paper(kind: str, actions: Sequence[tuple[str, str | None]]) -> str:
    clauses = _clauses(actions)
    name = _KIND[kind]
    if kind == "minute_entry" and any(not c.startswith("re ") for c in clauses):
        name = "Minute Order"
    return " ".join([name, " and ".join(clauses)]).strip()


def _clauses(actions: Sequence[tuple[str, str | None]]) -> list[str]:
    """One clause a disposition, the weightiest relief first; a relief that has no name of its own is left out."""
    by_verb: dict[str, list[str]] = {}
    ranked = sorted(actions, key=lambda a: RELIEFS.index(a[0]) if a[0] in RELIEFS else len(RELIEFS))
    for relief, disposition in ranked:
        if phrase := _PHRASES.get((relief, disposition or "")):
            by_verb.setdefault(phrase, [])
        elif relief in _RELIEF:
            thing = _RELIEF[relief][0]
            # A motion is not entered: what was entered on it the record does not say.
            verb = None if disposition == "entered" and thing.startswith("Mot.") else _DOES.get(disposition or "")
            by_verb.setdefault(verb or "re", []).append(thing)
    if any(not c.startswith("re") for c in by_verb):
        by_verb.pop("re", None)
    clauses = [f"{verb} {_joined(things)}".strip() for verb, things in by_verb.items()]
    return [c for c in clauses if not any(o != c and o.startswith(c + " ") for o in clauses)]


def _filing(kind: str, actions: Sequence[tuple[str, str | None]], title: str) -> str:
    about = [_RELIEF[r] for r, _ in actions if r in _RELIEF]
    motions = _joined([motion for _, motion in about])
    if kind == "motion":
        return motions or "Mot."
    if kind == "response" and motions:
        return f"Opp’n to {motions}"
    if kind == "reply" and motions:
        return f"Reply in Supp. of {motions}"
    if kind == "notice" and any(r == "dismissal" for r, _ in actions):
        return "Notice of Dismissal"
    if kind == "complaint" and re.search(r"\bamend", title, re.IGNORECASE):
        return "Am. Compl."
    if kind == "brief" and re.search(r"\bamic", title, re.IGNORECASE):
        return "Amicus Br."
    if kind in ("hearing", "transcript"):
        things = _joined([thing for thing, _ in about])
        return f"{_KIND[kind]} on {things}" if things else _KIND[kind]
    return _KIND.get(kind, "Filing")


def _joined(parts: Sequence[str]) -> str:
    found = list(dict.fromkeys(parts))
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + " & " + found[-1] if found else ""


def as_remark(name: str) -> str:
    """The name inside a parenthetical, in whole words: `Order Granting Prelim. Inj.` → `order granting preliminary
    injunction`."""
    for short, full in _WHOLE.items():
        name = name.replace(short, full)
    return " ".join(w if w == "TRO" else w.lower() for w in name.split())


_WHOLE = {
    "Prelim. Inj.": "preliminary injunction", "Permanent Inj.": "permanent injunction", "Summ. J.": "summary judgment",
    "Default J.": "default judgment", "J. on": "judgment on", "Mot.": "motion", "Recons.": "reconsideration",
    "Disc.": "discovery", "Admin.": "administrative", "Br.": "brief", "Pet.": "petition", "Mem. Op.": "opinion",
    "Op.": "opinion", "Att’ys’": "attorneys’", "&": "and",
}  # fmt: skip
