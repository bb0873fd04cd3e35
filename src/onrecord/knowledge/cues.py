"""The words of attribution: verbs and nouns that make what follows somebody's statement, each with the constructions in which they do.

A construction is named by the dependent that carries the content: `that` a clause (a quotation too), `to` an infinitive, `obj` a noun
object standing alone, `obl` an object complement ("called X a liar"), or a preposition ("accused X of Y", "described X as Y": the object
belongs to the content). Compiled from how often the lemma, so constructed, is a cue in the training articles of PolNeAR 1.0 and in our own
hand readings (at least two in five), and completed by hand with rarer words of the same kind.
"""

from functools import cache

__all__ = ["ADDRESSED", "CARRIED_ON", "HEDGES", "PASSIVE_CLAUSE", "QUOTING", "nouns", "verbs"]

_VERBS = """
accuse of; acknowledge that obj; add that; admit that; advise that to against; advocate obj for; affirm that obj; agree that to; aim to;
allege that; analyze that; announce that obj; answer that; anticipate obj; apologise for; apologize for; appeal to for;
applaud obj for; argue that against for; ascribe to; ask that to about; assail as for; assert that obj; assess that; assure that;
backtrack on;
balk at;
be_certain that of; be_concerned that about; be_confident that of; be_convinced that of; be_sure that of; be_worried that about;
believe that to; bemoan obj; blame for on; blast obj as for; boast that about of; brag that about; brand obl as; call obl for;
call_on to; caption that; cast as; castigate for; caution that against; characterise as; characterize as;
charge that with; chide for; cite as; claim that to obj; clarify that; comment that; commit to; compare with; complain that of;
concede that obj; conclude that; concur that; condemn as for; confess that to; confirm that; congratulate for on; consider that obl as;
contend that; continue that; convey that; counsel that against; counter that; credit for with; criticise as for; criticize obj as for;
cry that; declare that obj obl; decline to; decry obj as; defend as; demand that; demonstrate that; demur that; denounce obj as for;
deny that; depict as; describe that obj as; designate obl; desire to; detail that obj; dictate that; direct to; disagree that;
disclose that; dismiss obj as; dispute that obj; doubt that obj; dub obl; elaborate that on; elucidate that; emphasise that obj;
emphasize that obj; encourage to; endorse obj; enquire that; enthuse that about; envisage obj; estimate that; exclaim that;
expect that to obj; explain that; express that obj; extol obj; fear that obj; feel that; figure that; find that; forbid to; forecast that;
foresee that; fret that about; gloat that; go_on that; gripe that about; guess that; hail obj as; hint that at; hope that to for;
hypothesize that; identify as; imagine that; implore to; imply that; indicate that; infer that; inform that of; inquire that;
insinuate that; insist that; instruct to; intend to; interpret as; intone that; jeer that; joke that about; judge that obl; label as;
lambast as for; lament that obj; laud as for; learn that; liken to; lobby for; make_clear that; moan that; maintain that; mention that;
mock obj for; muse that;
mutter that; name obl as; narrate that; negate that; note that obj; object that to; observe that; offer obj; opine that; oppose obj;
order that to; outline that obj; paint as; perceive that; persuade to; plan to; plead that to for; pledge that to; point_out that;
ponder that; portray as; posit that; post that; praise obj as for; pray that; preach that; predict that; prefer that to obj; presume that;
proclaim that obj obl; profess that to; promise that to obj; propose that to obj; protest that; prove that; push for; question that obj;
quip that; rate obl as; reaffirm that obj; realise that; reason that; reassure that; rail against; rebuke for; recall that obj;
recognise as;
recognize that; recommend that obj; recount that obj; refer to as; refuse to; refute that; regard as; regret that; reiterate that;
reject as; rejoin that; relate that; remark that on; remind that of; repeat that; reply that; report that; request that to obj;
respond that;
restate that obj; retort that; reveal that; rule that; rule_out that obj; salute obj; say that to; scoff that at; scold for; see as;
sense that; set_out that; shout that; show that; sigh that; signal that; slam as for; slate for; snap that; sneer that; speak about of;
specify that; speculate that about; spell_out that; state that obj; stipulate that; stress that obj; style obl; submit that;
suggest that obj; sum_up that; surmise that; suspect that of; swear that to; talk about; tease that; tell that to; term obl;
testify that; thank for; theorise that; theorize that; think that about; threaten that to; thunder that; tout obj as; tweet that obj;
underline that; underscore that; understand that; urge that to obj; venture that; view as; voice obj; volunteer that; vote against;
vouch for; vow that to;
want that to; warn that to about against of; whisper that; wish that to; would_like to; worry that; write that; yell that
"""

_NOUNS = """
accusation that of; admission that of; allegation that of; announcement that of; argument that; assertion that of; assessment that of;
assumption that; belief that in; call to for; claim that to of; comment that about on; complaint that about; concern that about over;
conclusion that; condemnation of; confession that; confidence that; confirmation that of; conviction that; declaration that of;
demand that to for; denial that of; description of; desire to for; endorsement of; estimate that; expectation that of; fear that of;
feeling that; hint that of; hope that to for of; impression that; indication that of; insistence that on; judgment that on;
message that of; notion that; offer to of; opinion that on; perception that; pledge that to of; prediction that of; promise that to of;
proposal that to for; prospect of; refusal to; reminder that; report that of; request that to for; rumor that of; rumour that of;
signal that; speculation that about; statement that on; suggestion that of; suspicion that of; testimony that; theory that;
threat to of; view that of; vow to; warning that of; wish to; word that
"""


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# The object of these is who is told; it is no part of the content.
ADDRESSED = _words(
    "tell inform assure remind reassure notify advise warn promise ask persuade convince caution brief show answer teach text email "
    "message update"
)
# "went on to say", "continued to insist", "refused to say": the governing verb belongs to the cue.
CARRIED_ON = _words("go continue begin start proceed refuse decline appear seem try come rush hasten dare want need fail")
# Adverbs that attribute by themselves, without naming anyone.
HEDGES = _words("reportedly allegedly supposedly purportedly")
# These attribute a quotation, and nothing else: "…,” he began".
QUOTING = _words("begin start smile laugh sigh finish interject interrupt shrug nod fire shoot cut sing pray answer reply close open end")
# "is expected to", "are believed to have": nobody is named, the subject belongs to the content.
PASSIVE_CLAUSE = _words(
    "expect believe think say report suppose consider allege understand know see feel rumour rumor schedule set assume estimate "
    "predict deem regard claim hope fear plan describe view portray call name label brand dub depict perceive identify intend mean "
    "suspect accuse quote cite urge ask blame criticise criticize"
)


def _table(rows: str) -> dict[str, frozenset[str]]:
    out: dict[str, frozenset[str]] = {}
    for row in rows.split(";"):
        lemma, *constructions = row.split()
        out[lemma] = frozenset(constructions)
    return out


@cache
def verbs() -> dict[str, frozenset[str]]:
    """Lemma (a particle is joined by `_`: `point_out`; a predicate adjective by `be_`) to the constructions in which it attributes."""
    return _table(_VERBS)


@cache
def nouns() -> dict[str, frozenset[str]]:
    """Lemma of a noun to the constructions in which it attributes ("the claim that", "a call for")."""
    return _table(_NOUNS)
