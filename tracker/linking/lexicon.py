"""What newspapers call agencies, and the records that flows are made of. Data only.

Nothing here names a case or a flow: those bring their own words from the register. An entry only says that several
phrases mean one thing, so that "food stamps" in a headline meets "SNAP" in a flow. Plurals and possessives are found
by themselves; a short word in capitals (ICE, SAVE) is found in capitals only. docs/linking.md says how to add an entry.
"""

from dataclasses import dataclass


def _list(phrases: str) -> tuple[str, ...]:
    """Phrases separated by commas."""
    return tuple(phrase for part in phrases.split(",") if (phrase := part.strip()))


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Agency:
    """`names`: sure names; `weak`: names that could also mean a sister agency; `parent`: its department."""

    names: tuple[str, ...]
    parent: str | None = None
    weak: tuple[str, ...] = ()


AGENCIES: dict[str, Agency] = {
    "irs": Agency(
        _list(
            "IRS, Internal Revenue Service, tax agency, tax collection agency, revenue service, federal tax agency, "
            "Servicio de Impuestos Internos, Servicio Interno de Impuestos, fisco estadounidense"
        ),
        "treasury",
        _list("tax collector, tax officials, tax authorities"),
    ),
    "treasury": Agency(
        _list(
            "Treasury, Treasury Department, Department of the Treasury, Treasury Dept, Fiscal Service, Bureau of the "
            "Fiscal Service, Bureau of Fiscal Service"
        ),
    ),
    "fincen": Agency(
        _list("FinCEN, Financial Crimes Enforcement Network"),
        "treasury",
        _list("financial crimes unit"),
    ),
    "dhs": Agency(
        _list(
            "DHS, Department of Homeland Security, Homeland Security Department, Homeland Security, "
            "Departamento de Seguridad Nacional"
        ),
    ),
    "ice": Agency(
        _list(
            "ICE, Immigration and Customs Enforcement, Homeland Security Investigations, HSI, Servicio de Inmigracion "
            "y Control de Aduanas, Servicio de Control de Inmigracion y Aduanas"
        ),
        "dhs",
        _list(
            "immigration agents, immigration officials, immigration authorities, immigration officers, immigration "
            "enforcement, immigration agency, immigration enforcement officials, deportation officials, deportation "
            "officers, deportation agents, deportation agency, deportations, immigration police"
        ),
    ),
    "cbp": Agency(
        _list("CBP, Customs and Border Protection, Border Patrol"),
        "dhs",
    ),
    "uscis": Agency(
        _list("USCIS, Citizenship and Immigration Services"),
        "dhs",
    ),
    "tsa": Agency(
        _list("TSA, Transportation Security Administration"),
        "dhs",
        _list("airport security agency"),
    ),
    "ssa": Agency(
        _list(
            "SSA, Social Security Administration, Social Security agency, Social Security, Social Security office, "
            "Seguro Social"
        ),
    ),
    "hhs": Agency(
        _list(
            "HHS, Department of Health and Human Services, Health and Human Services, Health and Human Services "
            "Department, federal health department, health department"
        ),
        None,
        _list("Health Secretary, federal health officials"),
    ),
    "cms": Agency(
        _list("CMS, Centers for Medicare and Medicaid Services, Medicaid agency, Centers for Medicare & Medicaid"),
        "hhs",
    ),
    "acf": Agency(
        _list("ACF, Administration for Children and Families"),
        "hhs",
    ),
    "orr": Agency(
        _list("ORR, Office of Refugee Resettlement, refugee office"),
        "hhs",
    ),
    "ocse": Agency(
        _list("Office of Child Support, Office of Child Support Services, child support office"),
        "hhs",
    ),
    "usda": Agency(
        _list(
            "USDA, Department of Agriculture, Agriculture Department, Departamento de Agricultura, Food and "
            "Nutrition Service, FNS"
        ),
        None,
        _list("agriculture officials, Agriculture Secretary"),
    ),
    "doge": Agency(
        _list(
            "DOGE, Department of Government Efficiency, Government Efficiency Department, U.S. DOGE Service, DOGE "
            "Team, Musk's team, Elon Musk's team, Musk's DOGE, Musk's aides, efficiency team, Musk's cost-cutting "
            "team, Musk's efficiency team, Musk's cost-cutters, Musk allies, Departamento de Eficiencia Gubernamental"
        ),
        None,
        _list("Musk"),
    ),
    "opm": Agency(
        _list(
            "OPM, Office of Personnel Management, Personnel Management, personnel office, federal personnel office, "
            "personnel agency, federal personnel agency, federal human resources agency, government's HR agency, "
            "Office of Personnel Mgmt"
        ),
    ),
    "doj": Agency(
        _list(
            "DOJ, Justice Department, Department of Justice, Justice Dept, Civil Rights Division, Dept of Justice, "
            "Departamento de Justicia"
        ),
        None,
        _list(
            "the feds, federal lawyers, Attorney General Bondi, Attorney General Pam Bondi, Bondi, Dhillon, "
            "government's suit, government's lawsuit, government's demand"
        ),
    ),
    "hud": Agency(
        _list("HUD, Department of Housing and Urban Development, Housing and Urban Development, Housing Department"),
    ),
    "education": Agency(
        _list("Education Department, Department of Education, Education Dept, Dept of Education"),
    ),
    "labor": Agency(
        _list("Labor Department, Department of Labor, Labor Dept, DOL"),
    ),
    "cfpb": Agency(
        _list("CFPB, Consumer Financial Protection Bureau, consumer bureau, consumer protection bureau"),
    ),
    "state": Agency(
        _list("State Department, Department of State, passport office"),
    ),
    "usps": Agency(
        _list("USPS, Postal Service, U.S. Postal Service, Post Office"),
    ),
    "gsa": Agency(
        _list("GSA, General Services Administration"),
    ),
    "fbi": Agency(
        _list("FBI, Federal Bureau of Investigation"),
        "doj",
    ),
    "palantir": Agency(
        _list("Palantir, Palantir Technologies"),
    ),
    "flock": Agency(
        _list("Flock, Flock Safety"),
    ),
    "states": Agency(
        _list(
            "states, state officials, state election officials, election officials, election offices, governors, "
            "state agencies, state governments, secretaries of state"
        ),
        None,
        _list(
            "state, secretary of state, elections commission, governor, county clerk, elections director, chief "
            "election officer, attorneys general"
        ),
    ),
    "police": Agency(
        _list("police departments, local police, sheriffs, police"),
    ),
    "carriers": Agency(
        _list("insurance carriers, health insurers, insurers, carriers, health plans, insurance companies"),
    ),
    "money_services": Agency(
        _list("money services businesses, check cashers, money transmitters"),
    ),
}

# Words that mean a department only in a list with other agencies: "out of Education, Treasury and OPM files".
DEPARTMENTS = {"Education": "education", "Labor": "labor", "Agriculture": "usda", "Housing": "hud"}

# Stands in court for every other agency, so that its name alone says little about whose data are meant.
LAWYER = "doj"

# What kind of record. A topic counts in full only beside a word for data (DATA_NOUNS) in the same passage.
TOPICS: dict[str, tuple[str, ...]] = {
    "tax": _list(
        "taxpayer, tax return, tax records, tax data, tax information, return information, tax files, tax privacy, "
        "tax secrecy, tax code, taxpayer information, tax filers, tax law, 6103, tax database, tax systems, "
        "confidential tax, Internal Revenue Code, tax, contribuyente, impuestos, tributario, declaraciones de impuestos"
    ),
    "medicaid": _list("Medicaid, Medicaid enrollees, Medi-Cal, Medicaid data, Medicaid recipients"),
    "snap": _list(
        "SNAP, food stamp, Supplemental Nutrition Assistance Program, nutrition assistance, food assistance, food "
        "aid, food benefits, CalFresh, cupones de alimentos, cupones de alimento"
    ),
    "voter": _list(
        "voter roll, voter registration, voter list, voter file, voter data, voter record, voter information, voter "
        "database, voter registration list, voter registration data, voter registration records, registered voters, "
        "registration list, election records, voting records, voters' personal information, voter, electoral roll, "
        "state voter rolls, voter checklist, statewide checklist, voter-registration database, registration data, "
        "votantes, padron electoral, registro electoral"
    ),
    "save": _list(
        "SAVE, Systematic Alien Verification for Entitlements, citizenship database, citizenship check, citizenship "
        "verification, citizenship data, voter verification tool, voter verification system, voter-verification, "
        "immigration status database, citizenship lookup, citizenship tool, citizenship search, citizenship system, "
        "voter-check database, database to check citizenship, check voters' citizenship, citizenship of voters, "
        "identify noncitizen voters, illegally registered noncitizen, citizenship checker"
    ),
    "student_aid": _list(
        "student loan, student aid, financial aid, FAFSA, borrowers, student borrowers, federal student aid, student "
        "data, student records, loan records"
    ),
    "personnel": _list(
        "personnel records, personnel files, personnel data, federal employees, federal workers, government workers, "
        "government employees, civil servants, employee records, employee data, HR records, workers' files, federal "
        "workforce, human resources records, personnel systems, personnel information, human resources"
    ),
    "payments": _list(
        "payment system, federal payments, Treasury payments, payment data, payment records, government payments"
    ),
    "social_security": _list(
        "Social Security records, Social Security data, Social Security information, Social Security systems, Social "
        "Security files, Social Security database, Numident, SSA data, SSA records, SSA systems, SSA databases"
    ),
    "death_file": _list(
        "Death Master File, death file, database of the dead, death database, death records, list of the dead, list "
        "dead people, dead people, death list, death master list, track dead people, dead, deceased people"
    ),
    "dmv": _list(
        "DMV, DMVs, motor vehicle, driver's license, driver records, driver database, driver data, vehicle "
        "registrations, license data, license records"
    ),
    "plates": _list(
        "license plate, license plate reader, ALPR, ALPRs, plate reader, Flock cameras, license plate data, plate "
        "data, Flock"
    ),
    "tenants": _list(
        "tenants, public housing, HUD-assisted, housing authority, Section 8, housing assistance, housing agencies, "
        "rental assistance, housing vouchers, housing residents"
    ),
    "passengers": _list(
        "passenger, air travelers, airline passengers, flight lists, travelers, passenger lists, passenger data, "
        "fliers, passenger names, air passengers, flyers"
    ),
    "sponsors": _list(
        "sponsors, unaccompanied children, unaccompanied minors, migrant children, custodians of children, "
        "unaccompanied immigrant children"
    ),
    "parent_locator": _list(
        "Federal Parent Locator Service, parent locator, child support, Directory of New Hires, new hires, National "
        "Directory of New Hires, new-hire database"
    ),
    "family_benefits": _list(
        "TANF, Temporary Assistance for Needy Families, child care subsidies, child care fund, child care funding, "
        "Child Care and Development Fund, CCDF, SSBG, Social Services Block Grant, child care money, child care, "
        "childcare, family assistance, family aid, cash assistance, welfare recipients, childcare subsidies, "
        "childcare funding, social services grants"
    ),
    "health_claims": _list(
        "claims data, medical claims, pharmacy claims, health claims, FEHB, PSHB, encounter data, health insurance "
        "data, medical records, health records, health data, medical data, health information, insurance claims, "
        "prescription data, health care data, medical information"
    ),
    "appointments": _list("appointments, in-person appointments, in-person visits, office visits"),
    "cash_reports": _list(
        "currency transaction, cash transactions, geographic targeting order, GTO, border reporting, cash reports, "
        "transaction reports, currency transaction reports, money services businesses, border businesses, check "
        "cashing"
    ),
    "citizenship_lists": _list(
        "citizenship list, state citizenship list, list of citizens, list of U.S. citizens, registry of citizens, "
        "federal registry, citizen list, registry of adult U.S. citizens, citizens of voting age, national citizenship "
        "list, list of eligible voters, voter eligibility list, citizen database, federal citizenship list, "
        "citizenship file, citizenship roll"
    ),
    "ballot_mail": _list(
        "mail ballot, mail-in voting, mail-in ballot, ballot mail, mail voting, absentee ballot, ballot-mail rule, "
        "vote by mail, mailed ballot, voting by mail, mail voters, ballot envelope"
    ),
    "email": _list(
        "government-wide email, email system, all-staff email, government email, email server, mass email system"
    ),
    "labor_records": _list(
        "wage records, unemployment records, unemployment files, workers' compensation, labor records, labor "
        "statistics, workplace safety, wage data, wage and hour, Black Lung"
    ),
}

DATA_NOUNS = _list(
    "immigration status, "
    "pharmacy claims, medical claims, health claims, tax returns, "
    "data, dataset, record, information, info, address, file, list, roll, database, system, details, identifiers, "
    "registry, numbers, Social Security number, names, documents, reports, personal, sensitive, subsidy data, "
    "identities, reads, queries, letters, datos, informacion, direcciones, registros, archivos, sistemas"
)

# Words of moving data, or of asking, allowing or forbidding that it moves.
TRANSFERS = _list(
    "share, shared, sharing, hand over, handing over, handed over, handover, turn over, turning over, turned over, "
    "give, gives, giving, gave, given, provide, providing, provided, disclose, disclosing, disclosed, disclosure, "
    "release, released, releasing, transfer, transferring, transferred, pass, passed, passing, access, accessing, "
    "accessed, obtain, obtaining, obtained, collect, collecting, collected, collection, demand, demanding, demanded, "
    "acquire, acquiring, acquisition, surrender, produce, producing, production, upload, uploaded, uploading, query, "
    "querying, send, sending, sent, get, getting, got, use, using, used, request, requested, requesting, seek, "
    "seeking, sought, supply, supplied, submit, submitting, submitted, run against, compare, comparing, match, "
    "matching, matched, pull, pulled, feed, feeding, tap, tapping, let into, agreement, pact, memorandum, arrangement, "
    "data-sharing, unredacted, withhold, withholding, withheld, refuse, refusing, refused, refusal, subpoena, "
    "subpoenaed, comply, complying, entitled to, furnish, furnishing, exchange, exchanging, added, verify, "
    "gateway, open all, opened all, opening all, "
    "combine, combined, pool, pooled, merge, merged, folded, search, searching, downloading, exporting, export, fed, "
    "expose, exposed, exposing, hand, handing, view, viewing, copy, copied, open up, opening, ask for, asked for, "
    "asking for, check, checking, checks, run, let, letting, kept from, keep out of, kept out of, out of, "
    "compartir, comparta, compartan, comparte, compartio, compartida, compartiera, entregar, entregue, entrego, ceder, "
    "divulgar, acceso, acceder, revelar, revelo, recibir, utilizar, usar, proporcionadas, proporcionado, intercambio, "
    "sued for, lawsuit for, suit for, lawsuit to get, grab, look up, looking up, take in, taking in, draw on, draws on"
)

# Words that tell of a court: without one of them no article is linked to a case by circumstances alone.
LITIGATION = _list(
    "sue, sued, suing, suit, lawsuit, court, judge, justice, judicial, ruling, ruled, rules, appeal, appealed, "
    "appealing, injunction, restraining order, complaint, plaintiff, docket, filing, panel, circuit, dismissed, "
    "dismiss, dismissal, hearing, argument, case, litigation, enjoined, enjoins, settled, settlement, order, motion, "
    "juez, jueza, tribunal, corte, demanda, demandantes, fallo, apelacion, magistrada, orden judicial, "
    "legal challenge, class action, declaration, brief, defendants, settles, court filing, en banc"
)

# Words that stand in many register texts and tell nothing about which flow or case it is; folded forms.
COMMON = _words(
    "a about access according account across act action address administration after again against agency agent "
    "agreement all already also america american among an and another any application apr april are arrangement "
    "as ask asked association at attorney aug august bank based be because before between birth both bureau but "
    "by called can case center certain check checking child children citizen claim code commission commissioner "
    "community component continue continued could council court data database date day dec december defendant "
    "demand department director down during e each early effective eight employee enforcement even every "
    "executive family far feb february federal file final find finding first five for form found four friday from "
    "full general give given government group had has have he health help her his holder how i identity if "
    "immigration in include including income individual information inside instruction interface interim into "
    "investigation is it its jan january judge jul july jun june just kind known larger last late law lawyer "
    "least less letter link list local location made mail make mar march master matter may medical member "
    "memorandum might monday month more most must name national new nine no not notice nov november number oct "
    "october of off office officer official old on one only or order ordered other our out outside over own part "
    "people per person phone plaintiff plan planned point policy possible private process processed processing "
    "program public publish published purpose question record regulation related report reported reporting "
    "request requested result review rule said same saturday say search second secretary section security send "
    "sep sept september service seven several shall share shared sharing she should sign signed since six so "
    "social society some special specific spoken staff state status still such suit sunday system take team ten "
    "than that the their them then there these they third this those three through thursday time title to told "
    "tuesday two under understanding union united until up us use used user using various very via visit wage "
    "want was we wednesday week were what when where which while who whole whom whose will with within without "
    "work worker working would year yet you your "
)
