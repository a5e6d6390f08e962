"""The sources that are no feeds, by name, and whether the settings ask for them: what a page needs to know of them."""

from tracker.config import Config

NOTICES = "notices-by-mail"
FEDERAL_REGISTER = "federal-register"


def takes_notices(config: Config) -> bool:
    return bool(config.imap_host or config.maildir)


def reads_federal_register(config: Config) -> bool:
    return bool(config.federal_register_url)
