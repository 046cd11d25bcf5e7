"""Access codes: secrets that stay secret, what is done with codes, letting people in, and cards."""

from __future__ import annotations

import copy
import datetime
import ipaddress
import json
import pickle
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kartotek

VISITOR = "192.0.2.7"
UNKNOWN = "7KX9-QM2T-4HWC-Y"


@pytest.fixture
def register() -> Iterator[kartotek.Register]:
    with kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random())) as opened:
        yield opened


@pytest.fixture
def job(register: kartotek.Register) -> kartotek.Job:
    return register.jobs.create(title="Ekskolan 2026")


@pytest.fixture
def elsa(register: kartotek.Register, job: kartotek.Job) -> kartotek.Participant:
    elsa = register.participants.create(given_name="Elsa", family_name="Ek")
    group = register.job_groups.create(job.id, "4b")
    register.participants.add_to_group(group.id, [elsa.id])
    return elsa


@pytest.fixture
def card(register: kartotek.Register, job: kartotek.Job, elsa: kartotek.Participant) -> kartotek.IssuedCode:
    """Elsa's card, which opens something."""
    (issued,) = register.codes.issue(job.id, [elsa.id])
    register.codes.activate([issued.stored.id])
    return issued


def rule_of(call: Callable[[], object]) -> str:
    with pytest.raises(kartotek.RuleViolatedError) as refused:
        call()
    return refused.value.rule


# SPEC: B6
def test_secrets_are_not_shown_or_pickled_by_accident(card: kartotek.IssuedCode) -> None:
    secrets = [card.secrets.typed.expose(), card.secrets.token.expose()]
    holder = kartotek.Card(name="Elsa", secrets=card.secrets)
    pepper, key = kartotek.Pepper.random(), kartotek.RecoveryKey.random()
    options = kartotek.CodeOptions(pepper, recovery_key=key)
    for shown in (card, card.secrets, card.secrets.typed, holder, pepper, key, options):
        for text in (repr(shown), str(shown), f"{shown}"):
            assert not any(secret in text for secret in secrets)
            assert pepper.as_bytes().hex() not in text and repr(key.as_bytes()) not in text
        for save in (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError, match="pickle"):
                save(shown)
    assert not any(secret in repr(card.to_dict()) + repr(holder.to_dict()) for secret in secrets)
    with pytest.raises(TypeError, match="JSON"):
        json.dumps(card.secrets.to_dict())


def test_keys_have_32_bytes(register: kartotek.Register) -> None:
    pepper = kartotek.Pepper.random()
    assert kartotek.Pepper.from_bytes(pepper.as_bytes()).as_bytes() == pepper.as_bytes()
    with pytest.raises(ValueError, match="32 bytes"):
        kartotek.RecoveryKey.from_bytes(b"short")
    with pytest.raises(TypeError):
        kartotek.in_memory(codes=pepper)  # type: ignore[arg-type]


# SPEC: B6, C21
def test_typed_codes_tell_typing_mistakes() -> None:
    code = kartotek.TypedCode("7kx9 qm2t 4hwc y")
    assert code == kartotek.TypedCode(UNKNOWN) and code.expose() == UNKNOWN
    with pytest.raises(kartotek.InvalidError) as mistyped:
        kartotek.TypedCode("7XK9-QM2T-4HWC-Y")
    assert (mistyped.value.problems[0].field, mistyped.value.problems[0].rule) == ("code", "check_symbol")
    token = kartotek.LinkToken.random()
    assert len(token.expose()) == 26 and kartotek.LinkToken(token.expose().lower()) == token


# SPEC: B6, C21
def test_what_is_typed_or_scanned_lets_somebody_in(
    register: kartotek.Register, job: kartotek.Job, elsa: kartotek.Participant, card: kartotek.IssuedCode
) -> None:
    typed, token = card.secrets.typed.expose(), card.secrets.token.expose()
    link = kartotek.LinkBase("https://studio.example").link(card.secrets.token)
    assert link == f"HTTPS://STUDIO.EXAMPLE/{token}"
    for shown in (typed.lower().replace("-", " "), token, link):
        opened = register.codes.resolve(shown, ipaddress.ip_address("2001:db8:7::5"))
        assert (opened.code, opened.job, opened.participant, opened.gallery) == (
            card.stored.id, job.id, elsa, None,
        )
    own = register.galleries.create(job.id, elsa.id)
    assert register.codes.resolve(typed, VISITOR).gallery == own
    log = register.codes.attempts(card.stored.id)
    assert [attempt.outcome for attempt in log] == ["granted"] * 4
    assert [attempt.origin for attempt in log[:2]] == ["192.0.2.0/24", "2001:db8:7::/48"]
    assert register.codes.attempts(before=log[0].seq, limit=1) == log[1:2]


# SPEC: B6, A38
def test_refusals_are_alike_and_the_log_tells_why(register: kartotek.Register, card: kartotek.IssuedCode) -> None:
    typed = card.secrets.typed.expose()
    codes, code = register.codes, card.stored.id

    def refused(shown: str = typed) -> tuple[str, str, str]:
        with pytest.raises(kartotek.RuleViolatedError) as told:
            codes.resolve(shown, VISITOR)
        return told.value.rule, str(told.value), codes.attempts(limit=1)[0].outcome.value

    alike = ("code_refused", "code_refused: this code opens nothing")
    assert refused(UNKNOWN) == (*alike, "unknown")
    codes.suspend([code])
    assert refused() == (*alike, "refused_suspended")
    codes.resume([code])
    assert codes.resolve(typed, VISITOR).code == code
    end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(milliseconds=200)
    codes.set_expiry([code], end)
    while datetime.datetime.now(datetime.timezone.utc) <= end:
        pass
    assert refused() == (*alike, "refused_expired")
    (back,) = register.acting_as("maria").codes.reactivate([code], None)
    assert (back.code.state, back.code.expires_at) == ("active", None)
    codes.revoke([code])
    assert refused() == (*alike, "refused_revoked")


# SPEC: B6
def test_each_state_forbids_what_it_must(
    register: kartotek.Register, job: kartotek.Job, elsa: kartotek.Participant, card: kartotek.IssuedCode
) -> None:
    codes, code = register.codes, card.stored.id
    now = card.stored.created_at
    assert rule_of(lambda: codes.bind(code, elsa.id)) == "code_active"
    assert rule_of(lambda: codes.delete([code])) == "code_active"
    assert rule_of(lambda: codes.set_expiry([code], now)) == "code_expiry"
    assert rule_of(lambda: codes.unbind(code)) == "staff_only"
    new = codes.rotate(code, grace_days=14)
    old = codes.get(code)
    assert old.code.successor is not None and old.code.successor.id == new.stored.id
    assert old.code.state_at(now + datetime.timedelta(days=1)) is kartotek.CodeState.ACTIVE
    assert old.code.state_at(now + datetime.timedelta(days=15)) is kartotek.CodeState.ROTATED
    assert (new.stored.participant, new.stored.code.state) == (elsa.id, "active")
    assert rule_of(lambda: codes.rotate(new.stored.id, grace_days=15)) == "rotation_grace"
    codes.revoke([new.stored.id])
    assert rule_of(lambda: codes.resume([new.stored.id])) == "code_revoked"
    codes.delete([new.stored.id])
    with pytest.raises(kartotek.NotFoundError) as gone:
        codes.get(new.stored.id)
    assert gone.value.entity == "access code"
    assert codes.of_participant(elsa.id) == (old,)
    assert codes.count(job.id) == 1


# SPEC: B6
def test_blank_cards_are_found_and_bound_by_staff(
    register: kartotek.Register, job: kartotek.Job, elsa: kartotek.Participant
) -> None:
    blank = register.codes.issue_blank(job.id, 3)
    shown = blank[0].secrets.token.expose()
    assert rule_of(lambda: register.codes.find(shown)) == "staff_only"
    staff = register.acting_as("maria").codes
    assert staff.find(UNKNOWN) is None
    found = staff.find(shown)
    assert found is not None and (found.code.state, found.participant) == ("blank", None)
    bound = staff.bind(found.id, elsa.id)
    assert (bound.code.state, bound.participant, bound.revision) == ("bound", elsa.id, 2)
    with pytest.raises(kartotek.ConflictError):
        register.acting_as("maria").expecting(found).codes.unbind(found.id)
    assert staff.unbind(found.id).code.state == "blank"
    stranger = register.participants.create(given_name="Bo")
    assert rule_of(lambda: staff.bind(found.id, stranger.id)) == "not_in_job"
    assert [code.id for code in register.codes.all(job.id)] == [issued.stored.id for issued in blank]
    page = register.codes.page(job.id, limit=2, total=True)
    assert (len(page), page.total) == (2, 3)
    assert len(register.codes.page(job.id, after=page.next)) == 1
    assert register.codes.activate_all(job.id) == 0


# SPEC: B6
def test_guessing_is_throttled_and_asks_for_a_second_factor() -> None:
    few = kartotek.FailureLimit(burst=3, forgive_micros=600_000_000)
    throttle = kartotek.ThrottlePolicy(network=few, second_factor_after=2)
    options = kartotek.CodeOptions(kartotek.Pepper.random(), throttle=throttle)
    with kartotek.in_memory(codes=options) as register:
        job = register.jobs.create(title="Ekskolan 2026")
        group = register.job_groups.create(job.id, "4b")
        elsa = register.participants.create(given_name="Elsa", family_name="Ek")
        register.participants.add_to_group(group.id, [elsa.id])
        (card,) = register.codes.issue_missing(job.id)
        register.codes.activate([card.stored.id])
        typed = card.secrets.typed.expose()
        for _ in range(2):
            assert rule_of(lambda: register.codes.resolve(UNKNOWN, VISITOR)) == "code_refused"
        opened = register.codes.resolve(typed, VISITOR, second_factor=" ek")
        assert opened.participant == elsa
        assert rule_of(lambda: register.codes.resolve(typed, VISITOR)) == "second_factor_required"
        assert rule_of(lambda: register.codes.resolve(typed, VISITOR)) == "code_throttled"
        assert [attempt.outcome for attempt in register.codes.attempts(limit=2)] == ["throttled", "second_factor"]
        assert register.codes.resolve(typed, "198.51.100.1").participant == elsa


@pytest.mark.parametrize(
    ("address", "error"), [("nowhere", ValueError), (17, TypeError), (None, TypeError), ("192.0.2.7/24", ValueError)]
)
def test_a_wrong_address_is_told(register: kartotek.Register, address: object, error: type[Exception]) -> None:
    with pytest.raises(error, match="address"):
        register.codes.resolve(UNKNOWN, address)  # type: ignore[arg-type]
    with pytest.raises(kartotek.InvalidError) as wrong:
        register.codes.resolve("7KX9", VISITOR)
    assert (wrong.value.problems[0].field, wrong.value.problems[0].rule) == ("code", "too_short")
    assert register.codes.attempts() == ()


def test_without_options_there_are_no_codes() -> None:
    with kartotek.in_memory() as register:
        job = register.jobs.create(title="Ekskolan 2026")
        assert rule_of(lambda: register.codes.issue_blank(job.id, 1)) == "code_options"
        assert rule_of(lambda: register.codes.resolve(UNKNOWN, VISITOR)) == "code_options"


# SPEC: B6
def test_a_recovery_key_tells_the_secrets_again(tmp_path: Path) -> None:
    pepper, key = kartotek.Pepper.random(), kartotek.RecoveryKey.random()
    path = tmp_path / "studio.db"
    with kartotek.open(path, codes=kartotek.CodeOptions(pepper, recovery_key=key)) as register:
        job = register.jobs.create(title="Ekskolan 2026")
        (issued,) = register.codes.issue_blank(job.id, 1)
        assert issued.stored.storage is kartotek.CodeStorage.RECOVERABLE
    with kartotek.open(path, codes=kartotek.CodeOptions(pepper, recovery_key=key)) as register:
        assert register.codes.reveal([issued.stored.id]) == (issued.secrets,)
    with kartotek.open(path, codes=kartotek.CodeOptions(pepper)) as register:
        assert rule_of(lambda: register.codes.reveal([issued.stored.id])) == "recovery_key"
        (hashed,) = register.codes.issue_blank(job.id, 1)
        assert rule_of(lambda: register.codes.reveal([hashed.stored.id])) == "secrets_not_kept"
        with pytest.raises(kartotek.NotFoundError):
            register.codes.reveal([uuid.UUID(int=0)])


# SPEC: C22
def test_cards_are_printed_by_group_and_name(
    register: kartotek.Register, job: kartotek.Job, card: kartotek.IssuedCode, tmp_path: Path
) -> None:
    spare = register.codes.issue_blank(job.id, 1)
    cards = register.codes.cards([*spare, card])
    assert [(one.name, one.group) for one in cards] == [("Elsa Ek", "4b"), (None, None)]
    assert cards[0].secrets == card.secrets
    sheets = kartotek.CardSheets(
        link_base="https://studio.example", language="sv", second_part=kartotek.SecondPart(wording="Ja!")
    )
    assert sheets.link_base.shown() == "studio.example"
    path = tmp_path / "cards.pdf"
    pdf = sheets.pdf(cards, path=path)
    assert pdf.startswith(b"%PDF-") and path.read_bytes() == pdf
    assert pickle.loads(pickle.dumps(sheets)) == sheets
    with pytest.raises(kartotek.IoError) as exists:
        sheets.pdf(cards, path=path)
    assert exists.value.filename == str(path) and path.read_bytes() == pdf
    with pytest.raises(kartotek.InvalidError) as wrong:
        sheets.replace(rows=9).pdf([], path=tmp_path / "none.pdf")
    assert {problem.field for problem in wrong.value.problems} == {"rows", "cards"}
    assert not (tmp_path / "none.pdf").exists()


# SPEC: C22
def test_a_job_is_printed_in_one_call_or_not_at_all(
    register: kartotek.Register, job: kartotek.Job, elsa: kartotek.Participant, tmp_path: Path
) -> None:
    fields: dict[str, Any] = {"link_base": "https://studio.example", "language": "en"}
    with pytest.raises(kartotek.IoError):
        register.codes.print_job(job.id, path=tmp_path / "no" / "cards.pdf", **fields)
    with pytest.raises(kartotek.InvalidError):
        register.codes.print_job(job.id, path=tmp_path / "cards.pdf", rows=9, **fields)
    assert register.codes.count(job.id) == 0
    pdf = register.codes.print_job(job.id, spare=2, path=tmp_path / "cards.pdf", **fields)
    assert (tmp_path / "cards.pdf").read_bytes() == pdf
    assert (register.codes.count(job.id), len(register.codes.of_participant(elsa.id))) == (3, 1)
    assert rule_of(lambda: register.codes.print_job(job.id, **fields)) == "secrets_not_kept"


@pytest.mark.parametrize(
    ("fields", "error", "names"),
    [
        ({"language": "sv"}, TypeError, "link_base"),
        ({"link_base": "https://studio.example/gallery", "language": "sv"}, kartotek.InvalidError, "link_base"),
        ({"link_base": "https://studio.example", "language": "xx"}, ValueError, "Language"),
        ({"link_base": "https://studio.example", "language": "sv", "second_part": "Ja"}, TypeError, "SecondPart"),
    ],
)
def test_wrong_sheets_are_told_by_field(
    register: kartotek.Register, job: kartotek.Job, fields: dict[str, Any], error: type[Exception], names: str
) -> None:
    with pytest.raises(error, match=names):
        register.codes.print_job(job.id, **fields)


# SPEC: B6
def test_symbols_are_drawn_and_do_not_show_their_text() -> None:
    text = kartotek.LinkBase("https://studio.example").link(kartotek.LinkToken.random())
    symbol = kartotek.QrSymbol(text)
    assert text not in repr(symbol)
    assert symbol.modules == 33 and symbol.is_dark(0, 0) and not symbol.is_dark(-1, 0)
    assert symbol == kartotek.QrSymbol(text)
    assert symbol.svg().startswith("<svg ")
    # The width of a PNG stands in its header: 33 modules and a quiet zone of four on each side.
    assert int.from_bytes(symbol.png(8)[16:20], "big") == (33 + 8) * 8
    with pytest.raises(kartotek.InvalidError, match="pixels_per_module"):
        symbol.png(0)
    with pytest.raises(kartotek.InvalidError, match="link"):
        kartotek.QrSymbol("")
