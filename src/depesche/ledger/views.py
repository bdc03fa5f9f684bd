"""Views for people: the same findings with names and quoted words in place of ids and offsets (Datasette, psql).

Offsets count code points, as SQL's ``substr`` does. Of a statement in several ranges the words from the first to the
last are shown.
"""

from __future__ import annotations

from sqlalchemy import Connection

_COMMON = {
    "documents_readable": """
        SELECT d.published AS day, d.outlet, d.title, d.author, d.agencies, d.place, d.language, d.id AS document,
               (SELECT count(*) FROM statement s WHERE s.document = d.id) AS statements, d.copies_of, t.text
        FROM document d JOIN document_text t ON t.number = d.number""",
    "statements_readable": """
        SELECT d.published AS day, d.outlet, a.name AS speaker, p.name AS party, s.act, s.kind,
               substr(t.text, CAST(s.start + 1 AS INTEGER), CAST(s."end" - s.start AS INTEGER)) AS words,
               s.negated, s.hedges,
               b.name AS addressee, s.confidence,
               s.id AS statement, s.document
        FROM statement s JOIN document d ON d.id = s.document JOIN document_text t ON t.number = d.number
        LEFT JOIN actor a ON a.id = s.speaker LEFT JOIN actor p ON p.id = a.party
        LEFT JOIN actor b ON b.id = s.addressee""",
    "actors_readable": """
        SELECT a.name, a.kind, p.name AS party, a.names AS also_called,
               (SELECT count(*) FROM statement s WHERE s.speaker = a.id) AS statements, a.outlet, a.confidence,
               a.id AS actor
        FROM actor a LEFT JOIN actor p ON p.id = a.party""",
    "claims_readable": """
        SELECT c.gist, c.status, c.independent_origins,
               (SELECT count(*) FROM claim_statement s WHERE s.claim = c.id) AS statements,
               (SELECT count(*) FROM response r WHERE r.claim = c.id) AS responses,
               c.credibility, c.first AS first_day, c.last AS last_day, c.confidence, c.id AS claim
        FROM claim c""",
    "responses_readable": """
        SELECT c.gist AS claim_gist, r.relation, r.form, s.day, s.outlet, s.speaker, s.words, r.why, r.confidence,
               r.claim, r.statement
        FROM response r JOIN claim c ON c.id = r.claim LEFT JOIN statements_readable s ON s.statement = r.statement""",
    "origins_readable": """
        SELECT c.gist AS claim_gist, a.name AS origin_actor, a.kind, o.why, o.statements, o.claim, o.id AS origin
        FROM origin o JOIN claim c ON c.id = o.claim LEFT JOIN actor a ON a.id = o.actor""",
    "positions_readable": """
        SELECT a.name AS party, p.issue, p.outcome, p.strength, p.refuses, p.since, p.until, b.name AS asserted_by,
               p.self_declared, p.rejected_by_party, p.condition, p.confidence, p.id AS position
        FROM position p LEFT JOIN actor a ON a.id = p.party LEFT JOIN actor b ON b.id = p.asserted_by""",
    "proposals_readable": """
        SELECT (SELECT {joined} FROM proposal_party x JOIN actor a ON a.id = x.actor
                WHERE x.proposal = r.id AND x.side = 'from') AS made_by,
               (SELECT {joined} FROM proposal_party x JOIN actor a ON a.id = x.actor
                WHERE x.proposal = r.id AND x.side = 'to') AS made_to,
               r.status, {terms} AS terms, r.condition, r.confidence, r.id AS proposal
        FROM proposal r""",
    "contacts_readable": """
        SELECT c.when_start AS day, c.when_text, c.format, c.status,
               (SELECT {joined} FROM contact_party x JOIN actor a ON a.id = x.actor WHERE x.contact = c.id) AS who,
               c.location, c.confidence, c.id AS contact
        FROM contact c""",
    "decisions_readable": """
        SELECT made_at, author, verb, record, target, change, CASE WHEN undoes IS NOT NULL THEN 'takes one back'
               WHEN undone_by IS NULL THEN 'stands' ELSE 'ended' END AS standing, id AS decision
        FROM decision""",
}  # fmt: skip

_SQLITE = {
    "joined": "group_concat(a.name, ', ')",
    "terms": ("(SELECT group_concat(m.issue || ': ' || m.outcome, ', ') FROM proposal_term m WHERE m.proposal = r.id)"),
}
_POSTGRES = {
    "joined": "string_agg(a.name, ', ')",
    "terms": "(SELECT string_agg(m.issue || ': ' || m.outcome, ', ') FROM proposal_term m WHERE m.proposal = r.id)",
}


def create(connection: Connection) -> None:
    """Make the views."""
    words = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRES
    for name, body in _COMMON.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {body.format(**words)}")


def drop(connection: Connection) -> None:
    """Remove the views (an older dossier's may be fewer)."""
    for name in reversed(_COMMON):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
