"""Where an id is wanted, the record that has it does."""

from __future__ import annotations

import pytest

import kartotek


def test_records_do_for_their_ids_in_every_handle() -> None:
    with kartotek.in_memory(codes=kartotek.CodeOptions(kartotek.Pepper.random())) as register:
        staff = register.acting_as("maria")
        anna = register.customers.create(given_name="Anna", family_name="Ek")
        vip = register.tags.create("vip")
        job = register.jobs.create(title="Ekskolan 2026")
        group = register.job_groups.create(job, "4b")
        elsa = register.participants.create(given_name="Elsa")
        assert register.customers.get(anna) == anna == register.customers.find(anna)
        assert register.customers.get_many([anna]) == register.customers.get_many([str(anna.id)]) == (anna,)
        assert register.customers.as_of(anna, anna.updated_at) == anna
        assert register.customers.dependents(anna) == ()
        assert register.tags.apply([anna], add=["wedding"]) == register.customers.archive([anna])
        assert register.customers.restore([anna]) == (kartotek.BulkOutcome.CHANGED,)
        assert [entry.action for entry in register.history.of_customer(anna)][-1] == "created"
        (wedding,) = register.customers.get(anna).tags
        assert register.tags.get(wedding).name == "wedding"
        assert register.tags.merge(wedding, into=vip).id == vip.id
        parents = register.contact_groups.create_with("Parents", [anna])
        assert register.contact_groups.detach(parents, [anna]) == (kartotek.BulkOutcome.CHANGED,)
        assert register.job_groups.of_job(job) == (group,)
        register.participants.add_to_group(group, [elsa])
        register.participants.link(elsa, anna)
        assert [each.display_name for each in register.participants.all(job=job, group=group, customer=anna)] == ["Elsa"]
        entry = register.registrations.create(group, anna, participants=[elsa])
        assert register.registrations.participants(entry) == (elsa.id,)
        assert register.registrations.count(job=job, group=group, customer=anna) == 1
        assert register.jobs.count_customers(job) == register.job_groups.count_customers(group) == 1
        album = register.galleries.of_group(group)
        assert register.galleries.get(album) == album
        assert register.galleries.of_customer(anna) == (album,)
        (issued,) = register.codes.issue(job, [elsa])
        assert register.codes.activate([issued.stored])[0].code.state is kartotek.CodeState.ACTIVE
        assert register.codes.suspend([issued.stored.code])[0].code.state is kartotek.CodeState.SUSPENDED
        assert staff.codes.get(issued.stored).participant == elsa.id
        assert register.codes.of_participant(elsa) == (staff.codes.get(issued.stored),)
        register.registrations.delete(entry)
        register.tags.delete(vip)


def test_an_import_is_undone_by_its_report(register: kartotek.Register) -> None:
    report = register.import_file(b"Given name\nAnna\nBo\n")
    (run,) = register.history.imports()
    assert register.history.of_batch(run) == register.history.of_batch(report) != ()
    assert register.undo_import(report).reversed == 2
    with pytest.raises(ValueError, match="that stored something"):
        register.undo_import(register.plan_import(b"Given name\nCia\n"))


def test_a_record_of_another_kind_is_no_id(register: kartotek.Register) -> None:
    job = register.jobs.create(title="Ekskolan 2026")
    with pytest.raises(TypeError, match="a record that has it: Customer, not Job"):
        register.customers.get(job)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="item 0: .*Customer, not Job"):
        register.tags.apply([job], add=["vip"])  # type: ignore[list-item]
    with pytest.raises(TypeError, match="a record that has it: Job, not JobGroup"):
        register.jobs.get(register.job_groups.create(job, "4b"))  # type: ignore[arg-type]
