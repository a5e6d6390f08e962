"""The closed vocabularies: what an entry is, what relief it concerns, what a court did, what a restriction does."""

from typing import Literal, get_args

Kind = Literal[
    "complaint", "answer", "motion", "response", "reply", "brief", "declaration", "notice_of_appeal", "notice",
    "stipulation", "order", "opinion", "report_recommendation", "judgment", "mandate", "minute_entry", "hearing",
    "summons", "appearance", "transcript", "status_report", "letter", "clerk", "other",
    # Sourced acts outside a court; never the kind of a docket entry.
    "agreement_signed", "disclosure", "notice_published", "request_made", "statement",
]  # fmt: skip

Relief = Literal[
    "temporary_restraining_order", "preliminary_injunction", "permanent_injunction", "stay_of_agency_action",
    "vacatur_of_agency_action", "stay_pending_appeal", "administrative_stay", "stay_of_proceedings",
    "automatic_stay", "enforcement", "modify_order", "summary_judgment", "dismissal", "default_judgment",
    "judgment_on_pleadings", "reconsideration", "class_certification", "intervention", "amicus_leave", "expedite",
    "extension_of_time", "discovery", "seal", "leave_to_amend", "leave_to_file", "counsel", "in_forma_pauperis",
    "remand", "transfer", "consolidation", "fees_costs", "appeal", "habeas", "settlement_approval", "scheduling",
    "sale_or_claim", "sentencing_plea", "other",
]  # fmt: skip

Disposition = Literal[
    "sought", "addressed", "granted", "denied", "granted_in_part", "moot", "deferred", "withdrawn", "affirmed",
    "reversed", "vacated", "remanded", "dismissed", "modified", "extended", "dissolved", "entered",
]  # fmt: skip

Effect = Literal["bars", "limits", "shields", "requires", "permits", "declares", "declines"]
PeopleKind = Literal["parties", "members", "class", "states", "agency_action", "everyone"]
OrderState = Literal["in_force", "suspended", "ended", "unknown"]
FlowStatus = Literal["blocked", "limited", "unknown", "open", "proposed", "ended"]
Operating = Literal["yes", "no", "paused", "unknown"]

# What one paper of a case is to another one.
TIES = ("decides", "opposes", "answers", "replies", "supports", "appeals", "changes", "concerns")

KINDS: tuple[str, ...] = get_args(Kind)
OUT_OF_COURT_KINDS = frozenset({"agreement_signed", "disclosure", "notice_published", "request_made", "statement"})
COURT_ACT_KINDS = frozenset({"order", "opinion", "judgment", "mandate", "minute_entry", "report_recommendation"})
# Papers that a reader of the case does not need one by one; they are folded, never dropped.
ROUTINE_KINDS = frozenset({"appearance", "summons", "clerk", "transcript"})
RELIEFS: tuple[str, ...] = get_args(Relief)
DISPOSITIONS: tuple[str, ...] = get_args(Disposition)
EFFECTS: tuple[str, ...] = get_args(Effect)
# Strongest first; only these four stand in the way of a flow. The others appear as reasons.
RESTRAINING_EFFECTS: tuple[Effect, ...] = ("bars", "limits", "shields", "requires")
INTERIM_RELIEFS = frozenset(
    {"temporary_restraining_order", "preliminary_injunction", "stay_of_agency_action", "administrative_stay"}
)
# Reliefs whose wrong reading could make somebody believe that a flow is blocked, or open.
CONSEQUENTIAL_RELIEFS = INTERIM_RELIEFS | {
    "permanent_injunction", "vacatur_of_agency_action", "stay_pending_appeal", "modify_order",
}  # fmt: skip
