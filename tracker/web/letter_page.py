"""A letter shown as a page of the site: in a main landmark, under a policy that allows its own styles and no others."""

import base64
import hashlib
import html
import re

_STYLES = re.compile(r'<style[^>]*>(.*?)</style>|\sstyle="([^"]*)"', re.S)


def letter_page(letter: str) -> tuple[str, str]:
    """The page, and its Content-Security-Policy.

    Letters carry their styles inline, since mail programs read no others. Each style is named by its hash (CSP level 3,
    section 8.3), so that nothing which a text smuggled in could be applied.
    """
    page = re.sub(r"(<body[^>]*>)", r"\1<main>", letter, count=1).replace("</body>", "</main></body>", 1)
    styles = {block or html.unescape(inline) for block, inline in _STYLES.findall(page)}
    hashes = sorted(f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'" for s in styles)
    allowed = " ".join(["'unsafe-hashes'", *hashes])
    return page, f"default-src 'none'; style-src {allowed}; frame-ancestors 'self'; base-uri 'none'"
