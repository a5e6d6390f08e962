"""A feed of another court is refused; a live feed of a court whose CM/ECF site has another name never is."""

import pytest

from tracker.config import Config
from tracker.courts import load_courts
from tracker.errors import ParseError
from tracker.papers.common import court_of_host, refuse_another_court

# Names of every CM/ECF site, as PACER's own list of courts has them (pacer.uscourts.gov, court CM/ECF lookup), and the
# test site of S.D.N.Y.'s bankruptcy court; without the asbestos docket of N.D. Ohio, whose host has a form of its own.
NAMES = """
    akb akd almb almd alnb alnd alsb alsd areb ared arwb arwd azb azd ca1 ca10 ca11 ca2 ca3 ca4 ca5 ca6 ca7 ca8 ca9
    cacb cacd cadc caeb caed cafc canb cand casb casd cit cob cod cofc ctb ctd dcb dcd deb ded flmb flmd flnb flnd flsb
    flsd gamb gamd ganb gand gasb gasd gub gud hib hid ianb iand iasb iasd idb idd ilcb ilcd ilnb ilnd ilsb ilsd innb
    innd insb insd jpml ksb ksd kyeb kyed kywb kywd laeb laed lamb lamd lawb lawd mab mad mdb mdd meb med mieb mied miwb
    miwd mnb mnd moeb moed mowb mowd msnb msnd mssb mssd mtb mtd nceb nced ncmb ncmd ncwb ncwd ndb ndd neb ned nhb nhd
    njb njd nmb nmd nmib nmid nvb nvd nyeb nyed nynb nynd nysb nysb-mega nysd nywb nywd ohnb ohnd ohsb ohsd okeb oked
    oknb oknd okwb okwd orb ord paeb paed pamb pamd pawb pawd prb prd rib rid scb scd sdb sdd tneb tned tnmb tnmd tnwb
    tnwd txeb txed txnb txnd txsb txsd txwb txwd utb utd vaeb vaed vawb vawd vib vid vtb vtd waeb waed wawb wawd wieb
    wied wiwb wiwd wvnb wvnd wvsb wvsd wyb wyd
"""
SITES = NAMES.split()
OTHERWISE = {"azb": "arb", "cofc": "uscfc", "neb": "nebraskab", "nysb-mega": "nysb"}


def feed(site: str, words: str = "[Order]", own: str = "") -> bytes:
    """A feed as CM/ECF writes it: its own address above, and an item that leads to a docket."""
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>Court</title><link>{own or site}</link>'
        f"<item><title>1:26-cv-1 A v. B</title><link><![CDATA[{site}/cgi-bin/DktRpt.pl?1]]></link>"
        f"<description><![CDATA[{words}]]></description></item></channel></rss>"
    ).encode()


def ecf(name: str) -> str:
    return f"https://ecf.{name}.uscourts.gov"


@pytest.mark.parametrize("site", SITES)
def test_a_feed_of_every_cmecf_site_is_taken_for_its_court_and_for_no_other(site: str) -> None:
    court = OTHERWISE.get(site, site)
    assert court in load_courts(Config().courts_file) and court_of_host(ecf(site)) == court
    refuse_another_court(feed(ecf(site)), court)
    with pytest.raises(ParseError, match=f"lead to the court '{court}', not to 'elsewhere'"):
        refuse_another_court(feed(ecf(site)), "elsewhere")


@pytest.mark.parametrize(("panel", "site"), [("bap1", "ca1"), ("bap8", "ca8"), ("bap9", "ca9"), ("bap10", "ca10")])
def test_a_bankruptcy_appellate_panel_has_the_site_of_its_court_of_appeals(panel: str, site: str) -> None:
    refuse_another_court(feed(ecf(site)), panel)
    with pytest.raises(ParseError):
        refuse_another_court(feed(ecf("ca2")), panel)


def test_the_words_of_an_entry_may_lead_to_another_court() -> None:
    """A court of appeals on a system of its own names the docket below; so may a feed without any links."""
    words = f'Appeal from <a href="{ecf("dcd")}/doc1/04501">1</a>'
    refuse_another_court(feed("https://ca9-showdoc.azurewebsites.us", words), "ca9")
    refuse_another_court(feed("https://www.cit.uscourts.gov", words), "cit")


@pytest.mark.parametrize(
    "site", [ecf("DCD").upper(), ecf("dcd").replace("https", "http"), "https://www.ecf.dcd.uscourts.gov"]
)
def test_a_site_is_known_in_any_letters(site: str) -> None:
    refuse_another_court(feed(site), "dcd")
    with pytest.raises(ParseError, match="'dcd', not to 'cadc'"):
        refuse_another_court(feed(site), "cadc")


def test_items_of_the_own_court_are_enough_whatever_the_head_says() -> None:
    refuse_another_court(feed(ecf("dcd"), own=ecf("mdd")), "dcd")
    refuse_another_court(feed(ecf("dcd")).decode().encode("utf-16"), "dcd")
    with pytest.raises(ParseError):
        refuse_another_court(feed(ecf("dcd")).decode().encode("utf-16"), "cadc")


@pytest.mark.parametrize(
    ("sent", "court"), [("txs", "txsd"), ("mow", "mowd"), ("gas", "gasd"), ("cfc", "uscfc"), ("id", "idd")]
)
def test_a_court_that_mails_from_a_shorter_name_is_known_by_it(sent: str, court: str) -> None:
    assert court_of_host(ecf(sent)) == court
