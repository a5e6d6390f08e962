"""The closed vocabularies in plain English. Every word that a page shows for a coded value comes from here."""

KIND = {
    "complaint": "Complaint",
    "answer": "Answer",
    "motion": "Motion",
    "response": "Opposition",
    "reply": "Reply",
    "brief": "Brief",
    "declaration": "Declaration",
    "notice_of_appeal": "Notice of appeal",
    "notice": "Notice",
    "stipulation": "Stipulation",
    "order": "Order",
    "opinion": "Opinion",
    "report_recommendation": "Report and recommendation",
    "judgment": "Judgment",
    "mandate": "Mandate",
    "minute_entry": "Minute entry",
    "hearing": "Hearing",
    "summons": "Summons",
    "appearance": "Appearance",
    "transcript": "Transcript",
    "status_report": "Status report",
    "letter": "Letter",
    "clerk": "Clerk’s note",
    "other": "Other paper",
    "agreement_signed": "Agreement signed",
    "disclosure": "Data disclosed",
    "notice_published": "Notice published",
    "request_made": "Request made",
    "statement": "Statement",
}

RELIEF = {
    "temporary_restraining_order": "temporary restraining order",
    "preliminary_injunction": "preliminary injunction",
    "permanent_injunction": "permanent injunction",
    "stay_of_agency_action": "stay of agency action",
    "vacatur_of_agency_action": "vacatur of agency action",
    "stay_pending_appeal": "stay pending appeal",
    "administrative_stay": "administrative stay",
    "stay_of_proceedings": "stay of proceedings",
    "automatic_stay": "automatic stay",
    "enforcement": "enforcement",
    "modify_order": "change of an order",
    "summary_judgment": "summary judgment",
    "dismissal": "dismissal",
    "default_judgment": "default judgment",
    "judgment_on_pleadings": "judgment on the pleadings",
    "reconsideration": "reconsideration",
    "class_certification": "class certification",
    "intervention": "intervention",
    "amicus_leave": "leave to file as amicus",
    "expedite": "expedited treatment",
    "extension_of_time": "extension of time",
    "discovery": "discovery",
    "seal": "sealing",
    "leave_to_amend": "leave to amend",
    "leave_to_file": "leave to file",
    "counsel": "counsel",
    "in_forma_pauperis": "filing without fee",
    "remand": "remand",
    "transfer": "transfer",
    "consolidation": "consolidation",
    "fees_costs": "fees and costs",
    "appeal": "appeal",
    "habeas": "habeas corpus",
    "settlement_approval": "settlement approval",
    "scheduling": "scheduling",
    "sale_or_claim": "sale or claim",
    "sentencing_plea": "sentencing or plea",
    "other": "other relief",
}

# Plain words first, the legal basis beside them.
RELIEF_BASIS = {
    "temporary_restraining_order": "Fed. R. Civ. P. 65(b)",
    "preliminary_injunction": "Fed. R. Civ. P. 65(a)",
    "permanent_injunction": "Fed. R. Civ. P. 65(d)",
    "stay_of_agency_action": "5 U.S.C. 705",
    "vacatur_of_agency_action": "5 U.S.C. 706",
}

DISPOSITION = {
    "sought": "asked for",
    "addressed": "argued",
    "granted": "granted",
    "denied": "denied",
    "granted_in_part": "granted in part",
    "moot": "moot",
    "deferred": "deferred",
    "withdrawn": "withdrawn",
    "affirmed": "affirmed",
    "reversed": "reversed",
    "vacated": "vacated",
    "remanded": "sent back",
    "dismissed": "dismissed",
    "modified": "modified",
    "extended": "extended",
    "dissolved": "dissolved",
    "entered": "entered",
}

EFFECT = {
    "bars": "bars",
    "limits": "limits",
    "shields": "shields those who do not share",
    "requires": "requires something of",
    "permits": "permits",
    "declares": "declares unlawful",
    "declines": "declines to compel",
    "": "concerns",
}
# With no flow named after it.
EFFECT_ALONE = EFFECT | {"requires": "requires something"}
EFFECT_SAYS = {
    "bars": "May not happen",
    "limits": "Only under conditions",
    "shields": "Nobody may be compelled or penalised for not sharing",
    "requires": "Must be done",
    "permits": "May happen",
    "declares": "Declared unlawful, without an injunction",
    "declines": "The court refuses to compel it",
}

STATUS = {
    "blocked": "Blocked",
    "limited": "Limited",
    "unknown": "Not known",
    "open": "Open",
    "proposed": "Proposed",
    "ended": "Ended",
}
STATUS_MEANS = {
    "blocked": "an order in force bars the whole flow",
    "limited": "orders in force bar a part of it, set conditions, shield those who refuse, or require something",
    "unknown": "the only orders that could count are of unknown status, or no confirmed source says that it exists",
    "open": "no order known here stands in its way",
    "proposed": "not yet there",
    "ended": "no longer there",
}
STATE = {"in_force": "In force", "suspended": "Suspended", "ended": "Ended", "unknown": "Not known"}

OPERATING = {
    "yes": "data is reported to move",
    "no": "data is reported not to move",
    "paused": "sharing is reported paused",
    "unknown": "whether data moves is not known",
}

PEOPLE = {
    "parties": "the parties",
    "members": "members of the plaintiff groups",
    "class": "a class",
    "states": "named states",
    "agency_action": "everyone the agency action reaches, since the action itself is stayed or set aside",
    "everyone": "everyone",
}


def label(table: dict[str, str], code: str | None) -> str:
    """The word for a code; an unknown code is shown as it is, spaces for underscores, never hidden."""
    if not code:
        return ""
    return table.get(code, code.replace("_", " "))


def action(relief: str, disposition: str | None) -> str:
    """`preliminary injunction: granted`; with no disposition the outcome is said to be unknown."""
    what = label(RELIEF, relief)
    return f"{what}: {label(DISPOSITION, disposition) if disposition else 'outcome not known'}"


def relief_with_basis(relief: str) -> str:
    basis = RELIEF_BASIS.get(relief)
    return label(RELIEF, relief) + (f", {basis}" if basis else "")


def counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1] if parts else ""
