"""Page furniture: what one line of a page is when it is not the article.

Takes a line (without white space at its ends) and gives its kind with the fields read off it, or None: when unsure a line is article,
for a piece of furniture read as text costs less than a sentence of the article lost. It looks at single lines only; what follows from a
line's place on the page is decided in `read.page`.

>>> classify("0 5 min 11 mths")
('chrome', {'comments': 0, 'reading_minutes': 5, 'age_months': 11})
>>> classify("The talks lasted 5 minutes.") is None
True
"""

import re
from collections.abc import Callable
from typing import Any

from onrecord.read.calendar_days import find_day
from onrecord.records import BlockKind

__all__ = ["Furniture", "LONGEST", "classify", "is_name_line", "opens_related"]

Furniture = tuple[BlockKind, dict[str, Any]]

LONGEST = 400  # characters; a longer line is article whatever it begins with, and no pattern below is tried on it

_I = re.IGNORECASE
_NAME = r"(?:[A-Z][\w.'’-]*|[A-Z]\.|de|da|del|der|di|du|van|von|bin|al|el|ul|la|le|den|ten|ter)"
_NAMES = rf"[A-Z][\w.'’-]*(?: {_NAME}){{0,5}}"


def classify(line: str) -> Furniture | None:
    """What the line is; None for article text. First match wins, so the narrow kinds stand before the wide ones."""
    if not line or len(line) > LONGEST:
        return None
    for rule in _RULES:
        found = rule(line)
        if found is not None:
            return found
    return None


# --- counts and ages ------------------------------------------------------------------------------------------------------------

_UNIT_FIELDS = (
    (r"min(?:ute)?s?[ -]read|min(?:ute)?s?(?: to read)?|mins? read", "reading_minutes"),
    (r"comments?", "comments"),
    (r"shares?", "shares"),
    (r"views?|reads?", "views"),
    (r"likes?", "likes"),
    (r"(?:mths?|mos?|months?)(?: ago)?", "age_months"),
    (r"(?:yrs?|years?)(?: ago)?", "age_years"),
    (r"(?:wks?|weeks?)(?: ago)?", "age_weeks"),
    (r"days?(?: ago)?", "age_days"),
    (r"(?:hrs?|hours?)(?: ago)?", "age_hours"),
    (r"min(?:ute)?s? ago", "age_minutes"),
)
_COUNT = re.compile(
    r"(?P<count>\d{1,9}(?:,\d{3})*)\s*(?P<unit>(?:"
    + "|".join(sorted((p for p, _ in _UNIT_FIELDS), key=lambda p: "ago" not in p))
    + r")\b)?\s*(?:[|·•,/–-]\s*)?",
    _I,
)
_SURE_UNIT = re.compile(r"read$|ago$|comments?$|shares?$|views?$|likes?$", _I)


def _counts(line: str) -> Furniture | None:
    """Counts and ages, as blogs print them over a story; a bare number is the count of comments when a unit stands beside it."""
    line = line.strip(" |·•")
    if len(line) > 80 or not line[:1].isdigit():
        return None
    at, fields, units, sure = 0, dict[str, Any](), 0, False
    while at < len(line):
        m = _COUNT.match(line, at)
        if m is None:
            return None
        at = m.end()
        name = next((field for pattern, field in _UNIT_FIELDS if m["unit"] and re.fullmatch(pattern, m["unit"], _I)), None)
        if name is None and (m["unit"] or "comments" in fields):
            return None
        units += name is not None
        sure = sure or bool(m["unit"] and _SURE_UNIT.search(m["unit"]))
        fields.setdefault(name or "comments", int(m["count"].replace(",", "")))
    return ("chrome", fields) if units and (sure or len(fields) > 1) else None


# --- whose work it is -----------------------------------------------------------------------------------------------------------

_NOT_A_NAME = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|April|June|July|September|October|November|December)\b"
    r"|^(?:THE|The|A|An) "
)
_ROLE = (
    r"(?:[Ss]taff|[Ss]enior|[Cc]hief|[Pp]olitical|[Dd]iplomatic|[Ff]oreign|[Ss]pecial|[A-Z]+) .{0,40}"
    r"(?:[Ww]riter|[Cc]orrespondent|[Rr]eporter|[Ee]ditor|[Cc]olumnist)s?"
)
_BYLINE = re.compile(
    r"(?:(?:Written|Reported|Authored|Posted|Published|Words|Story|Analysis|Opinion|Text|Edited)?\s*\bby|By|BY):?\s+"
    rf"(?P<author>{_NAMES}(?:(?:, (?!{_ROLE})| and | & | and by ){_NAMES}){{0,5}})"
    r"(?P<rest>\s*(?:[|,·•—–/-]|\bvia\b|\bfor\b|\bin\b|\bon\b).{0,80}|\s+\(?(?:Reuters|AP|AFP)\)?)?"
)
_OTHER_BYLINES = (
    re.compile(
        rf"(?:Authors?|Reporters?|Compiled by|Posted in [A-Z]\w+ by)\s*:?\s*(?P<author>{_NAMES}(?:(?:, | and | & ){_NAMES}){{0,4}})"
    ),
    re.compile(r"\(?(?:[Ww]ith (?:agency )?inputs? from)\s*:?\s*(?P<author>[Aa]genc(?:y|ies)|[A-Z].{1,60}?)\.?\)?"),
    re.compile(
        r"(?:--? ?|— ?|\()?(?P<author>Reuters|REUTERS|AP|AFP|UPI|TASS|Xinhua|Associated Press|The Associated Press|Agence France-Presse)\)?"
    ),
    re.compile(rf"(?:Contributing|CONTRIBUTING): (?P<author>(?:The )?{_NAMES}.{{0,80}})|(?:Special (?:for|to) )(?P<outlet>[A-Z].{{2,40}})"),
    re.compile(rf"\(?(?:Additional |Further )?(?:[Rr]eporting|[Ww]riting|[Ee]diting) by (?P<author>{_NAMES}.*)"),
    re.compile(
        r"(?P<author>(?:[A-Z]|and\b|the\b|with\b).{2,200}?) (?:also )?contributed (?:to|reporting (?:to|for)) "
        r"(?:this|the) (?:report|story|article)\.?"
    ),
    re.compile(rf"(?P<author>{_NAMES}) reported from [A-Z][^.]{{2,60}}(?:\.|, \w+\.)"),
    re.compile(
        r"(?P<author>(?:From )?(?:staff|wire)(?: and wire)? (?:reports?|writers?)"
        r"|(?:Staff|Senior|Chief) (?:Writer|Reporter|Correspondent))",
        _I,
    ),
)


def _byline(line: str) -> Furniture | None:
    m = _BYLINE.fullmatch(line)
    if m and len(line) <= 160 and not _NOT_A_NAME.search(m["author"]) and not _sentence_end(line, m["rest"]):
        author = re.sub(r" (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)$", "", m["author"])
        return "byline", {"author": author} | _date_field(m["rest"] or "")
    for pattern in _OTHER_BYLINES:
        if m := pattern.fullmatch(line):
            if outlet := m.groupdict().get("outlet"):
                return "byline", {"author": None, "outlet": outlet.strip(" .")}
            author, *editors = re.split(r"[;.,]? +(?:[Ww]riting and )?[Ee]diting by ", m["author"])
            return "byline", {"author": author.strip(" .,)")} | ({"editor": editors[0].strip(" .,)")} if editors else {})
    return None


def _sentence_end(line: str, rest: str | None) -> bool:
    return bool(rest) and line.endswith((".", "!", "?", "”", '"')) and not re.search(r"\b[ap]\.m\.$|[A-Z]\.$", line)


def is_name_line(line: str) -> bool:
    """Could the line be a bare name of a person or an outlet, two to four capitalised words? (A byline where it stands over the story.)"""
    words = line.split(" ")
    return 2 <= len(words) <= 4 and len(line) <= 60 and all(re.fullmatch(r"[A-Z][\w'’-]+\.?|[A-Z]\.", w) for w in words)


# --- pictures -------------------------------------------------------------------------------------------------------------------

_PICTURE = (
    r"(?:file |stock |handout |archive |representati(?:onal|ve) |cover |featured? |illustrative |lead |header )*"
    r"(?:photo(?:graph)?|image|picture|illustration|graphic|screenshot|screengrab)s?"
)
_AGENCY_NAME = (
    r"(?:Reuters|REUTERS|AP|AFP|EPA|EPA-EFE|Getty(?: Images)?|GETTY(?: IMAGES)?|Sputnik|TASS|Xinhua|Shutterstock|Alamy"
    r"|Anadolu(?: Agency)?|DPA|dpa|PA|IRNA|Flickr"
    r"|Wikimedia(?: Commons)?|Associated Press|Landov|LANDOV|NPR|Bloomberg|Corbis|Pool)"
)
_BY_AN_AGENCY = rf"[A-Z][^.!?:;|,()]{{0,50}}\s?/\s?{_AGENCY_NAME}(?:(?:\s?/\s?| via ){_AGENCY_NAME})*(?: (?:File )?Photos?)?"
_CREDITS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (rf"\(?{_PICTURE}\s*(?:via|by|from|courtesy(?: of)?|credits?(?: to)?|source)\b\s*[:;]?\s*(?P<credit>[^.!?]{{2,80}}?)\.?\)?", _I),
        (rf"\(?(?<!s){_PICTURE}(?<!s)\s*[:©]\s*(?P<credit>[^.!?:;]{{2,60}}?)\.?\)?", _I),
        (rf"\(?(?:{_PICTURE} )?(?:credits?|courtesy(?: of)?)\s*:\s*(?P<credit>[^.!?]{{2,80}}?)\.?\)?", _I),
        (rf"\(?(?:©\s*)?(?P<credit>{_BY_AN_AGENCY})\)?", 0),
        (r"\(?(?:©\s*)?(?P<credit>(?:AP|AFP|EPA|Reuters|REUTERS|Getty|Sputnik) (?:Photo|Images?)(?:\s?/\s?[A-Z][^.!?:;|]{1,40})?)\)?", 0),
        (r"(?P<credit>Getty Images|Shutterstock|Wikimedia Commons)", _I),
        (r"©\s*(?P<credit>[A-Z][^.!?\d]{1,40}\s?/\s?[A-Z][^.!?\d]{1,60})", 0),
        (rf"(?:Photo|Image|Picture) (?P<credit>{_AGENCY_NAME})", 0),
    )
)
_CAPTION = re.compile(
    r"(?:FILE(?: PHOTO| - |\s*[-—–:])|File (?:photo|picture|image)\s*[:-]|Caption\s*:|Image caption\b|(?:Photo|Video) caption\b"
    r"|Pictured\s*:|Map\s*:)\s*\S.*"
    rf"|[A-Z][^.!?]{{5,200}} \({_BY_AN_AGENCY}\)"
)
_LABEL = re.compile(r"(?:illustrative|representati(?:onal|ve)|file|stock|archive) (?:image|photo|picture)\.?", _I)
_TOGGLE = re.compile(r"(?:enlarge this image|(?:toggle|hide) caption|previous next)\b", _I)
_CREDIT_IN_CAPTION = re.compile(
    rf"(?P<credit>(?:REUTERS|AP|AFP|Reuters|EPA)\s?/\s?[A-Z][\w .'’-]{{2,40}}|(?:AP|Reuters|AFP"
    rf"|EPA) Photo(?:\s?/\s?[A-Z][\w .'’-]{{2,40}})?|(?<=\(){_BY_AN_AGENCY}(?=\)))"
)


def _picture(line: str) -> Furniture | None:
    if _LABEL.fullmatch(line):
        return "caption", {"credit": None}
    if _TOGGLE.match(line):
        return _toggled(_TOGGLE.sub("", line).strip())
    if _CAPTION.fullmatch(line):
        credit = _CREDIT_IN_CAPTION.search(line)
        return "caption", {"credit": credit["credit"].strip("() .") if credit else None}
    for pattern in _CREDITS:
        if len(line) <= 140 and (m := pattern.fullmatch(line)):
            return "credit", {"credit": m["credit"].strip()}
    return None


def _toggled(words: str) -> Furniture:
    """What stands between the buttons of a picture: its credit (often twice, for the small and the large one), or a caption before it."""
    half = len(words) // 2
    if len(words) % 2 and words[:half] == words[half + 1 :]:
        words = words[:half]
    if re.search(r"[.!?] ", words):
        credit = _CREDIT_IN_CAPTION.search(words) or re.search(rf"(?P<credit>{_BY_AN_AGENCY}|AP)$", words)
        return "caption", {"credit": credit["credit"].strip() if credit else None}
    return "credit", {"credit": words or None}


# --- where it was taken from ----------------------------------------------------------------------------------------------------

_SOURCE_LINKS = tuple(
    re.compile(p, _I)
    for p in (
        r"(?:original )?source(?: link| url| article)?\s*(?::\s*(?P<outlet>(?:https?://|www\.)\S+|[^\s.][^!?]{1,50}))?",
        r"(?:read|view|see|click here (?:to read|for)) (?:the )?original (?:article|post|story|source)(?: here| (?:at"
        r"|on) (?P<outlet>[^.]{2,80}))?\.?",
        r"\(?(?:this|the) (?:article|story|post|report|piece|column) (?:was |has been )?(?:originally |first )?(?:originally |first )?"
        r"(?:published|appeared|posted|republished)(?: here)? (?:by|at|on|in|from) (?P<outlet>[^!?]{2,120}?)\.?\)?",
        r"\(?(?:originally|first) (?:published|posted|appeared) (?:by|at|on|in) (?P<outlet>[^!?]{2,100}?)\.?\)?",
        r"the post .{3,200} (?:appeared first|first appeared) on (?P<outlet>[^!?]{2,80}?)\.?",
        r"(?:re-?published|reprinted|reposted) (?:with (?:the )?permission )?(?:from|of|by) (?P<outlet>[^!?]{2,100}?)\.?",
        r"original (?:article|post|story)(?: link| here)?\.?",
        r"(?:click here to )?view (?:the )?original (?:web ?page|article|post)(?: at (?P<outlet>.{2,80}))?",
        r"(?:the )?above (?:article|story|post|report) (?:was |is )?(?:originally |first )?(?:published|posted|appeared) (?:by|at|on"
        r"|in) (?P<outlet>[^!?.,]{2,60}?)"
        r"(?:,? and .{3,200}|\.)?",
        r"via (?P<outlet>(?:https?://)?[\w.-]+\.(?:com|org|net|ru|news|info|co\.uk)\S*)",
    )
)


def _source_link(line: str) -> Furniture | None:
    for pattern in _SOURCE_LINKS:
        if m := pattern.fullmatch(line):
            outlet = m.groupdict().get("outlet")
            if outlet and _reads_on(outlet):
                continue
            if outlet and (day := find_day(outlet)):
                outlet = re.sub(r"[, ]+(?:on)?[, ]*$", "", outlet[: day.start])
            return "source_link", {"copy_of_another_page": True} | ({"outlet": outlet.strip()} if outlet else {})
    if m := _SOURCE_NAMES.fullmatch(line):
        return "source_link", {"copy_of_another_page": True, "outlet": m["outlet"].strip()}
    return None


# Names only, as case tells them: "Source: TASS, RIA", "via Orrel Times".
_SOURCE_NAMES = re.compile(r"(?:Sources?: ?|[Vv]ia )(?P<outlet>[A-Z][\w.&’'-]*(?:,? (?:and |of |the )?[A-Z][\w.&’'-]*){0,6})")


def _reads_on(words: str) -> bool:
    """More than the name of an outlet: a sentence goes on there."""
    return bool(re.search(r"[,;] |\b(?:said|says|that|which|who|was|were|has|had|is|are)\b", words)) or len(words.split()) > 14


# --- forms, links, chrome -------------------------------------------------------------------------------------------------------


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), _I)


_FORM = _any(
    r"name|website|submit|Δ|notify of|inline feedbacks|no comments(?: yet)?|be the first to comment.{0,20}|comments off on .{1,200}",
    r"leave a (?:reply|comment)(?: to .{1,60})?(?:\s*cancel reply)?|cancel reply",
    r"(?:post|add|write|submit) (?:a |your )?(?:comment|reply)|join the (?:discussion|conversation)",
    r"your email address will not be published\.?(?: required fields are marked\s*\*?)?|required fields are marked\s*\*?",
    r"(?:comment|name|e-?mail|website|your (?:name|e-?mail|comment|message))(?: address)?\s*(?:\*|\(required\)|:\s*\*?)",
    r"save my name,? e-?mail,? and website in this browser.*|notify me of (?:follow-?up|new) (?:comments|posts).*",
    r"(?:you must be |please )?log(?:ged)? in (?:or register )?to (?:post|leave|add) a (?:comment|reply).*|this site uses akismet.*",
    r"(?:please )?enter your (?:comment|name|e-?mail).{0,60}|comments? (?:are|is|have been) (?:closed|disabled|moderated).{0,60}",
    r"\(?\d{1,5}\)? (?:comments?|responses?|replies|thoughts on .{1,160})|comments?(?: section)?(?: ?\(\d{1,5}\))?:?",
    r"sign in to comment.*|view (?:all )?comments.*|(?:load|show) (?:more )?comments.*",
)
_RELATED_HEAD = _any(
    r"related(?: (?:articles?|stories|posts?|news|coverage|content|links|topics|reading))?\s*:?",
    r"more (?:from|on|in|about) .{2,60}|more (?:stories|news|articles|headlines)\s*:?",
    r"you (?:may|might) (?:also )?(?:like|be interested in)\s*:?",
    r"recommended(?: (?:stories|articles|reading|for you))?\s*:?|most (?:read|popular|viewed|shared)(?: .{2,30})?|trending(?: now)?",
    r"popular (?:posts|stories|now)",
    r"(?:read|up|what to read|what[’']s) next\s*:?|don[’']t miss\s*:?|editor[’']?s?[’']? picks?|latest (?:news|stories|headlines|posts)",
    r"top stories",
    r"further reading\s*:?|(?:next|previous) (?:article|post|story)\s*:?|also (?:read|on .{2,40})\s*:?|see also\s*:?",
    r"read (?:more|also|next)\s*:?",
    r"in this (?:article|story|series)\s*:?|keep reading|from our partners|around the web|sponsored (?:content|stories)",
)
_RELATED = _any(
    r"(?:previous|next) (?:article|post|story)\b[^.]{0,200}",
    r"(?:read|see|watch|listen|learn|find out)(?: also| more| next)?\s*[:>»|]\s*\S.*|also (?:read|see|watch)\s*[:>»|]\s*\S.*",
    r"(?:related(?: (?:articles?|stor(?:y|ies)|posts?|news|coverage|content|links?|video))?|must[ -]read|recommended"
    r"|don[’']t miss)\s*[:>»|]\s*\S.*",
    r"\(?\s*(?:photos|videos?|gallery|slideshow|in pictures)\s*:\s*\S.*|more (?:on this|from|on) .{2,40}\s*:\s*\S.*|more\s*:\S.*",
    r"more on this(?:\.\.\.|…| story)?(?: .{3,100})?",
    r"(?:read|see) (?:more|also)\b(?! than|ing).{0,20}",
    r"read (?:the )?(?:full|rest of the) (?:story|article|report|interview|transcript|list|text)\b.{0,60}",
    r"read the story here\.?|click for more from .{2,60}|read or share this story.*|continue reading.*|click here (?:to|for) .{3,100}",
    r"(?:→|»|>>|►|▶)\s*\S.*",
)
# Labels that also open a sentence of an article; with a full stop the line is one.
_RELATED_TITLE = _any(
    r"(?:opinion|editorial|explainer|analysis|background|profile|previously|previous|next|timeline|factbox|live)\s*[:>»|]\s*[^.]{5,150}"
)

_SHARE_WORD = (
    r"(?:share|tweet|post|pin(?: ?it)?|e-?mail|print|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|tumblr|messenger"
    r"|copy link|save|comment|like|vk"
    r"|flipboard|instagram|youtube|rss|sms|link|more|this article|this story|this|on|via|viber|weibo|threads|bluesky|mastodon|google\+?)"
)
_SOCIAL = (
    r"(?:facebook|twitter|x\b|instagram|telegram|youtube|linkedin|tiktok|whatsapp|google news|social media|threads|bluesky|mastodon|@\w+)"
)
_TO_READERS = (
    r"(?:newsletters?|e-?mails?|inbox|alerts?|updates|channel|briefing|bulletin|podcast|mailing list|digest|notifications?|app|today"
    r"|here|access)"
)
_CONSENT = _any(
    r"(?:we(?: and our partners)?|this (?:web)?site|our (?:web)?sites?) (?:also )?uses? cookies\b.*",
    r"by (?:continuing|using|clicking|browsing|closing|signing up|subscribing|submitting)\b.{3,200}\b(?:cookies|terms|privacy"
    r"|polic(?:y|ies)|agree|consent|accept)\b.*",
    r"(?:accept|reject|allow|manage|decline)(?: all)?(?: cookies| preferences)?|cookie (?:policy|settings|preferences|notice|consent)",
    r"(?:manage|privacy) (?:settings|preferences|choices|policy|notice)|terms (?:of (?:use|service)|and conditions|& conditions).{0,60}",
    r"i (?:accept|agree)|do not sell .{3,60}",
)
_OFFERS = _any(
    r"(?:please )?(?:sign up|subscribe|register)\b(?: now| today| here| free| for free)*[!.]?",
    rf"(?:please )?(?:sign up|subscribe|register|click here to (?:subscribe|sign up))\b[^.]{{0,60}}\b{_TO_READERS}\b.{{0,160}}",
    r"(?:get|receive) (?:the|our|all|your|breaking|daily|more|top|free)\b.{0,120}\b(?:inbox|newsletters?|e-?mail(?:ed)?|alerts?|app"
    r"|updates)\b.{0,80}",
    r".{0,100}\b(?:delivered|straight|sent|direct(?:ly)?) (?:directly |straight )?to your (?:inbox|e-?mail|phone).{0,60}",
    r"(?:daily |weekly |free |e-?mail |morning |evening )?newsletters?(?: sign-?up)?|manage newsletters|e-?mail address",
    r"(?:download|get|install) (?:the|our)\b.{0,50}\bapp\b.{0,60}|donate(?: now| here)?",
    r"(?:please )?(?:consider )?(?:support|donat\w+|becom\w+ a (?:member|subscriber|patron)|contribute)\b.{0,80}"
    r"\b(?:journalism|newsroom|reporting|independent media|patreon|paypal|our work|donation|today)\b.{0,80}",
    r"already (?:a subscriber|have an account|registered).{0,60}|(?:log|sign) ?in(?: / (?:register|sign up|join))?",
    r"(?:create|my) (?:an )?account|subscriber only",
    r"subscribe to (?:read|continue).{0,60}",
    r"join (?:us|our|the)\b.{0,60}\b(?:telegram|whatsapp|facebook|channel|newsletter|community|group|discord)\b.{0,60}",
)
_SHARING = _any(
    r"(?:you can |please )?share (?:this|the) (?:story|article|post)\b.{0,30}:?|share 0(?: \w+){0,4}",
    rf"(?:click to )?share (?:this(?: (?:article|story|post|page|entry|news))?|on {_SOCIAL}|via .{{2,20}}"
    rf"|with .{{2,20}})(?:[: ,|/]*{_SHARE_WORD})*\W*(?:\(opens in new window\))?",
    rf"{_SHARE_WORD}(?:(?:[ ,|/·•]|and)+{_SHARE_WORD})+\W?|share|tweet|print|email|facebook|twitter|whatsapp|telegram|copy link|shares?",
    r"\d+[km]? shares?",
    rf"(?:please )?(?:you can )?(?:follow|like|find|connect with|join)\b.{{0,80}}\bon:? {_SOCIAL}.{{0,80}}",
    r"(?:follow|join|like) (?:us|him|her|them|@\w+|me)\b.{0,60}",
    r"follow @?\w+\b.{0,40}@\w+.{0,40}|contact (?:us|the (?:author|writer|newsroom))\b.{0,100}",
    r"(?:e-?mail|reach|contact|write to) .{2,60}\bat \S+@\S+",
)
_RIGHTS = _any(
    r"(?:\(?©|\(?copyright\b|\(c\)\s*(?:19|20)\d\d).{0,200}|.{0,160}\ball rights reserved\b.{0,160}",
    r"(?:this material|material from .{2,60}) may not be (?:published|reproduced|reprinted).{0,160}",
    r".{0,60}click here for reprint permission.{0,20}",
    r"\(?(?:disclaimer:? )?the (?:(?:statements|views|opinions|thoughts)(?:, | and )?)+ expressed"
    r"\b.{0,100}\b(?:authors?|writers?|own|reflect|represent|contributors?)\b.{0,200}",
    r"disclaimer\s*:.{0,300}",
    r"\(?this (?:story|article|report) (?:has not been|is) (?:edited by|auto-generated|generated)\b.{0,200}|our standards:.{0,80}",
    r"the views expressed (?:in this (?:article|piece|column)|here(?:in)?|above)\b.{0,200}",
)
_TOOLS = _any(
    r"(?:skip|jump) to (?:main )?(?:content|navigation|search).{0,20}|(?:main |toggle )?(?:menu|navigation)|search(?: for:?|\.\.\.)?",
    r"home(?: ?[»>›/|] ?.{2,150})?|back to top|spread the love|like loading\W*|print(?:er)?[ -]friendly|copy url|copied|about the author",
    r"ends?|- ?ends? ?-",
    r"(?:#\w+[ ,]*)+|(?:watch|video|listen)\s*:|watch the video(?: below)?\W?|(?:estimated )?reading time:? .{1,20}",
    r"tagged (?:with|as|under):? .{1,200}",
    r"scroll (?:down|to continue).{0,60}|(?:advertisements?\s*:?\s*)+(?:continue reading the main story)?|advertising|ad|sponsored",
    r"promoted",
    r"story continue[sd] below(?: advertisement| this ad)?|photo|video|youtube|slideshow \(\d+ images?\)|(?:prev|next) image \d+ of \d+",
    r"\[(?:pullquote|image)\]|analysis/opinion:?|just watched .{3,200} must watch .{0,200}|thank you for signing up.{0,80}",
    r"(?:article|story) continue[sd] (?:after|below).{0,40}|loading\W{0,3}|close|next|previous|play|pause|mute|expand|show (?:more|less)",
    r"see more|load more|read in app",
    rf"listen(?: to (?:this |the )?(?:article|story|podcast|audio))?(?: \d{{1,2}}:\d\d)?(?:[: ,|/]*(?:{_SHARE_WORD}|listen))*",
    r"(?:listening|reading) time:? .{1,20}",
    r"(?:tags?|topics?|categor(?:y|ies)|keywords|filed under|posted in|in topic)\s*:\s*.{1,200}",
    r"this (?:article|content|story|post) is more than \d+ (?:years?|months?) old",
    r"(?:please )?(?:enable|turn on) javascript.{0,100}",
    r"(?:your browser|this video) (?:does not|doesn[’']t|is not|isn[’']t|cannot|can ?not).{0,120}",
    r"(?:report|have) a (?:typo|correction|mistake|error).{0,80}",
    r"(?:is there|did you (?:find|see)) (?:an |a )?(?:error|typo|mistake).{0,120}",
    r"story highlights?|(?:text|font) size.{0,20}|a[+-]\s*a[+-]?|translate.{0,30}|(?:hide|show) caption|https?://\S+",
)
_CHROME = (_CONSENT, _OFFERS, _SHARING, _RIGHTS, _TOOLS)


def opens_related(line: str) -> bool:
    """Is the line the heading of a list of links to other pages?"""
    return bool(_RELATED_HEAD.fullmatch(line))


def _form(line: str) -> Furniture | None:
    return ("form", {}) if _FORM.fullmatch(line) else None


def _related(line: str) -> Furniture | None:
    if opens_related(line):
        return "related", {}
    link = len(line) <= 250 and (_RELATED.fullmatch(line) or _RELATED_TITLE.fullmatch(line))
    return ("related", {}) if link and not _says(line) else None


def _says(line: str) -> bool:
    """A quotation mark with a verb of saying makes a line that begins like a link a sentence of the article."""
    return bool(re.search(r"[“”\"]", line) and re.search(r"\b(?:said|says|told|added)\b", line))


def _chrome(line: str) -> Furniture | None:
    """Menus, notices, offers; and rules drawn with signs ("***")."""
    if not re.search(r"\w(?<!_)", line):
        return "chrome", {}
    return ("chrome", {}) if any(pattern.fullmatch(line) for pattern in _CHROME) and not _says(line) else None


# --- dates ----------------------------------------------------------------------------------------------------------------------

_AROUND_A_DATE = _any(
    r"(?:\W|\d|\b(?:first|originally|last|published|posted|updated|modified|created|released|issued|date|time|at|on|by|am|pm|a\.m|p\.m"
    r"|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|utc|gmt|est|edt|et|pst|pdt|pt|bst|cet|cest|eet|msk|ist|local time|hrs|hours|z|t)\b)*",
)


def _date_line(line: str) -> Furniture | None:
    """A line that holds a date and nothing else but clock times, zones, week days and words such as "Updated"."""
    found = find_day(line) if len(line) <= 120 else None
    if not found:
        return None
    rest = line[: found.start] + " " + line[found.end :]
    author = _BY_AT_END.search(rest)
    rest = rest[: author.start()] if author else rest
    while other := find_day(rest):
        rest = rest[: other.start] + " " + rest[other.end :]
    if not _AROUND_A_DATE.fullmatch(rest):
        return None
    label = re.match(r"\W*(?:last )?(?:updated|modified)", line, _I)
    return "dateline", {"updated" if label else "date": found.value} | ({"author": author["author"]} if author else {})


_BY_AT_END = re.compile(rf"\b[Bb]y (?P<author>{_NAMES}|[\w.-]{{2,30}})\s*$")


def _date_field(words: str) -> dict[str, Any]:
    found = find_day(words)
    return {"date": found.value} if found else {}


_RULES: tuple[Callable[[str], Furniture | None], ...] = (_counts, _picture, _source_link, _form, _related, _date_line, _byline, _chrome)
