"""The words by which reports tell of court acts. Data only: one alternative a line, as regular expressions.

`happening` reads the kind, relief and disposition of an item's news out of them.
"""

import re


def either(alternatives: str) -> re.Pattern[str]:
    """Any of the lines, as whole words, capitals or not."""
    lines = [line.strip() for line in alternatives.strip().splitlines()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(lines)})(?!\w)", re.IGNORECASE)


REFUSES = either(r"""
    den(?:y|ies|ied|ying)
    refus(?:e[sd]?|ing|al)
    reject(?:s|ed|ing)?
    declin(?:e[sd]?|ing)
    turn(?:s|ed)? down
    rebuff(?:s|ed)?
    won't
    will not (?:block|stop|bar|halt)
    los(?:e[sd]?|ing|t) (?:bid|early|first|round|its bid|fight)
    fail(?:s|ed)? (?:to (?:get|win|convince|persuade|stop|block)|in)
    not entitled
    (?:no|lacked|lack) standing
    clears? the way
    leaves? .{3,60} running
    bid .{0,60}fails
    premature
""")
ACTS = either(r"""
    grant(?:s|ed|ing)?
    issu(?:e[sd]?|ing)
    block(?:s|ed|ing)?
    bar(?:s|red|ring)
    enjoin(?:s|ed|ing)?
    halt(?:s|ed|ing)?
    stop(?:s|ped|ping)?
    prohibit(?:s|ed|ing)?
    forb(?:id|ids|ade|idding)
    order(?:s|ed)
    told|tells
    stay(?:s|ed)
    paus(?:es|ed|ing)
    suspend(?:s|ed|ing)?
    freez(?:es|ing)|froze
    vacat(?:es|ed|ing)
    strik(?:es|ing)|struck
    set(?:s|ting)? aside
    toss(?:es|ed)?
    thr(?:ew|ows?) out|thrown out
    dismiss(?:es|ed|ing|al)?
    extend(?:s|ed|ing)?|prolong(?:s|ed)?
    affirm(?:s|ed|ing)?|uph(?:olds?|eld)
    revers(?:es|ed|ing)
    lift(?:s|ed|ing)?|eas(?:es|ed|ing)|narrow(?:s|ed|ing)?|dissolv(?:es|ed|ing)
    keep(?:s|ing)?|kept
    cannot|can't|must
    ru(?:les|led|ling)
    f(?:inds?|ound|inding)
    held|holds|concluded|said|wrote|declar(?:es|ed)
    sid(?:es|ed)
    let(?:s|ting)?|allow(?:s|ed|ing)?
    limit(?:s|ed)?|shield(?:s|ed)?|void(?:s|ed)?
    enforce[sd]?|restor(?:es|ed)|revive[sd]?
    puts? on hold|spare[sd]?|covers?
    shuts? down|ended|ends
""")
RULING = re.compile(
    r"\b(?:judges?|justices|chief justice|courts?|circuit|panel|bench|he|she|ruling|order|opinion|decision)\b"
    rf".{{0,120}}?(?:{REFUSES.pattern}|{ACTS.pattern})",
    re.IGNORECASE,
)
RULED_UPON = either(r"""
    (?:blocked|barred|enjoined|halted|dismissed|tossed|vacated|ordered|granted|denied|told|stopped).{0,80}\b(?:by|judge|court)
    win|wins|won|loses?|lost
    off limits
    dismissal
    kept out
""")
HEARING = either(r"""
    oral arguments?|argument in|were argued
    hear(?:d|s)? (?:oral )?arguments?
    hear(?:s|d)? .{0,60}(?:appeal|case|fight|request|challenge)
    appear(?:s|ed)? (?:divided|split|skeptical|ready|poised|inclined)
    signal(?:s|ed|led)
    weigh(?:s|ed)
    set for (?:win|loss)
    at (?:the|a) hearing|hearing (?:on|in|over)
    question(?:s|ed) (?:whether|the|lawyers)
    likely to (?:block|rule|grant)
    lean(?:s|ed)? toward
""")
UNDECIDED = either(r"""
    no (?:decision|ruling) (?:was )?(?:issued|made)
    did not (?:immediately )?rule
    will rule
    signal(?:s|ed)
    held off
    took .{0,30}under advisement
    heard|hears
    divided
""")
SUES = either(r"""
    sue[sd]?|suing|re-?fil(?:ed|es)
    take[sn]? .{0,40}to court|taken to court|go(?:es)? to court|went to court
    (?:fil(?:ed|es|ing)|brought|brings|joined)\b.{0,60}\b(?:law ?suits?|suits?|class action|complaint|action)
    announc(?:ed|es)\b.{0,60}\b(?:law ?suits?|suits?)
    (?:suit|lawsuit|class action|complaint)s? (?:filed|targets?|seeking payment|says|alleg\w+)
    (?:new|more) suits?
    face (?:federal )?suits?
    challeng(?:e|es|ed|ing)\b.{0,80}\b(?:in court|lawsuit|suit|filed)
    named in class action
""")
ASKS = either(r"""
    (?:ask(?:s|ed|ing)?|urge[sd]?|petition(?:s|ed)?|appl(?:y|ies|ied)|turn(?:s|ed) to)\b.{0,80}\b(?:court|judges?|justices|circuit|restraining order|injunction|stay)
    (?:justices|court|judges?) asked
    (?:emergency )?(?:motion|application|appeal|request)\b.{0,40}\b(?:filed|asks|seeks|to the supreme court)
    fil(?:ed|es|ing)\b.{0,40}\b(?:emergency appeal|motion|application|appeal)
    seek(?:s|ing)? (?:emergency|an? (?:order|injunction|stay))
    appeals(?! (?:court|judges?|panel|bench|ruling|decision))|appealed|to appeal
    court to (?:grant|lock|enforce|let|stop|block)
    asked (?:him |her |it |them )?to (?:let|block|stop|enforce)
""")  # noqa: E501
SETTLES = either(r"""
    settle[sd]?|settlement|consent decree
    agree(?:s|d) to (?:hand|share|provide|give)
""")
DISCLOSES = either(r"""
    conced\w+|acknowledg\w+|admit\w*|reveal\w*|confirm\w*|lawmakers warn
    instructed|told (?:verbally|WIRED|reporters|to hand)
    sources (?:say|tell|said)|three sources|people familiar
    according to (?:records|documents|an? (?:employee|person|official))
    documents (?:show|obtained)|records show|an employee told
    released letters|letters (?:asking|to governors)|press(?:es|ed)? \d+ governors
    whistleblower|leaked|declaration|sworn statement|court filing
    (?:were|was|been) told to (?:give|share|tell|hand|send)|moved .{1,40} into|filed (?:in|with) (?:a |the )?court
    has asked for access|has given|are being|at work on|building|uploaded|added to
""")
CONCEDES = either(r"""
    conced\w+|acknowledg\w+|admit(?:s|ted)?|admission|swor(?:e|n)
    (?:tells|told) (?:an? |the )?(?:federal |appeals |u\.s\. |district )*(?:judge|court)
    government (?:declaration|filing)
""")
# A losing side goes to the court above; asking it to act at once is a motion.
APPEALS = either(r"""
    (?:ask(?:s|ed|ing)?|urge[sd]?)\b.{0,60}\b(?:circuit|court of appeals|appeals court|supreme court)\b.{0,30}\b(?:review|reverse|revive|overturn|undo)
    appeal(?:s|ed|ing) (?:the |a |an |its |his |her |their )?(?:loss(?:es)?|ruling|order|dismissals?|decision|judgment|injunction|defeats?)
    notice of appeal|appeal(?:s|ed)? to the \w+ (?:u\.s\. )?circuit
""")  # noqa: E501
# An appeal decided: it is told of the appeal, not of the relief below.
APPEAL_DISMISSED = re.compile(r"\bdismiss\w*\b[^.]{0,70}\bappeal\b", re.IGNORECASE)
AFFIRMED = re.compile(r"\b(?:upheld|upholds|affirm\w*)\b[^.]{0,40}\bdismissal\b", re.IGNORECASE)
BRIEFS = either(r"(?:opening|reply|amicus|friend-of-the-court|answering) briefs?")
APPELLATE = either(r"""
    appeals (?:court|panel|judges)
    circuit|supreme court|justices|high court|en banc
""")
REASONED = either(r"""
    opinion|decision|memorandum|majority|\d+-page ruling
    wrote|writes|writing|calling
    found|finds|finding|held|holds|concluded
    ruled|rules
    violated|broke (?:the )?law
""")
JUST_ORDERED = either(r"""
    order says|page order|\d+-day order|written order
    ordered the|issued a temporary|extended
""")
RESTRAINS = either(r"""
    (?:block|bar|stop|halt|prohibit|forbid|keep|pull|restrict|limit)(?:s|ed|red|ped|ping|ring|ing)?
    forbade|kept|wall off|off limits|must not|may not|cannot|can't
""")
PARTLY = either(r"""
    partial(?:ly)?|partly|in part|some claims|most of|mixed|granted and denied|but dismissed|also dismissed
    (?:may|can) .{3,120}\bbut (?:may|can)? ?not
""")
UNDONE = either(r"""
    (?:vacat(?:e[sd]?|ing)|overturn\w*|wiped out|revers(?:es|ed|ing)|dissolv(?:es|ed)|eas(?:es|ed|ing))\b.{0,80}\b(?:injunction|order|ruling|block|obstacle|ban|restrictions)
    thr(?:ew|ows?) out (?:an? |the )?(?:order|ruling|injunction)
    clears? last
""")  # noqa: E501
# What happened earlier, told in passing.
PASSING = re.compile(
    r"\b(?:who|which|after|having) had (?:earlier |previously |already )?[^,.]{3,90},"
    r"|\b(?:who|that|which) (?:have |has |had )?(?:sued|filed suit|brought (?:the )?(?:suit|case)|refus\w+|declin\w+)\b"
    r"|\bearlier [^,.]{0,40}(?:order|injunction)\b"
)
IN_COURT = either(r"""
    judges?|courts?|circuit|justices?|panel|rul(?:ing|ed|es)
    su(?:e[sd]?|its?|ing)|lawsuits?|class action|complaint|dismissals?
    motion|appeals?|injunction
""")
DECIDES = re.compile(r"\b(?:grant|issu|den[iy]|refus|reject|declin|extend|seek|ask|request)\w*\b", re.IGNORECASE)
GOES_ON = either(r"""
    (?:den(?:y|ies|ied)|refus\w+|declin\w+|reject\w+)\b[^.]{0,60}\b(?:dismiss\w*|toss\w*|thrown out|throw out)
    fails? to get\b[^.]{0,60}\b(?:dismissed|tossed|thrown out)
    (?:may|can|to) (?:pursue|go forward|go ahead|proceed|move forward|continue)
    survives
    lets? [^.]{0,60} (?:go on|go ahead|go forward|proceed|pursue)
""")
ALSO_DISMISSED = either(r"""
    (?:but|also|while|though) (?:\w+ )?(?:dismiss|toss|thr[eo]w)\w*
    in part|some claims|most of
""")
_PAUSES = r"(?:stay(?:s|ed)?|pauses?|paused|freezes|froze|puts? on hold)\b"
# In order: the first relief whose words stand in the text.
RELIEFS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("permanent_injunction", either(r"permanent(?:ly)? (?:injunction|enjoin\w*|barred|bars|block\w*)")),
    ("stay_pending_appeal", either(r"""
        (?:stay )?pending appeal|emergency (?:appeal|application)
        while (?:the |an |its )?appeals? (?:proceeds?|runs?|goes?|plays?|is|are|continues?)
        (?:paus(?:e|es|ed|ing)|stay(?:ed)?|lift|suspend\w*|put on hold)\b.{0,60}\b(?:injunction|ruling|order|block)
    """)),
    ("temporary_restraining_order", either(r"""
        restraining order|(?:14|fourteen)-day order|temporar(?:y|ily) (?:order|bars?|barred|block\w*|halt\w*|stop\w*)
        emergency order
    """)),
    ("summary_judgment", either(r"summary judgment")),
    ("enforcement", either(r"enforce[sd]?\b.{0,40}\b(?:injunction|order|decree|vacatur)|contempt")),
    ("dismissal", either(r"""
        dismiss\w*|toss(?:es|ed)?
        thr(?:ew|own|ows?) out\b.{0,30}\b(?:suit|lawsuit|case|claims?)
        (?:suit|case|lawsuit)\b.{0,40}\bthrown out
        (?:may|can) (?:pursue|challenge|go forward|proceed|move forward)
        survives|suit fails
    """)),
    ("vacatur_of_agency_action", either(r"""
        (?:vacat\w+|set(?:s|ting)? aside)\b.{0,60}\b(?:rule|policy|overhaul|system|notices?|changes?|database)
    """)),
    ("stay_of_agency_action", either(rf"""
        emergency stay
        {_PAUSES}.{{0,60}}\b(?:policy|agreement|deal|pact|conversion|rule|overhaul|program|data)
    """)),
    ("preliminary_injunction", either(r"injunction|enjoin\w*")),
    ("reconsideration", either(r"rehear\w*|reconsider\w*")),
    ("class_certification", either(r"certif\w+ .{0,20}class")),
    ("discovery", either(r"discovery")),
    ("intervention", either(r"intervene|join the case")),
)  # fmt: skip
