"""Photo jobs: jobs and their groups, galleries with their tags and links, and what depends on what."""

from __future__ import annotations

import datetime
import pickle
import uuid
from collections.abc import Callable
from typing import Any

import pytest

import kartotek

UTC = datetime.timezone.utc


@pytest.fixture
def job(register: kartotek.Register) -> kartotek.Job:
    return register.jobs.create(title="Ekskolan 2026", kind="school")


@pytest.fixture
def group(register: kartotek.Register, job: kartotek.Job) -> kartotek.JobGroup:
    return register.job_groups.create(job.id, "4b")


def test_a_job_has_each_of_its_details_directly(register: kartotek.Register) -> None:
    job = register.jobs.create(
        kartotek.JobDetails(
            title="Ekskolan 2026",
            shoot_dates=[datetime.date(2026, 9, 1), datetime.date(2026, 9, 2)],
            publish_from=datetime.datetime(2026, 10, 1, tzinfo=UTC),
        )
    )
    assert isinstance(job.id, uuid.UUID) and job.revision == 1
    assert job.status is kartotek.JobStatus.PLANNED
    for field in job.details.to_dict():
        assert getattr(job, field) == getattr(job.details, field), field
    assert register.jobs.get(str(job.id)) == job
    assert pickle.loads(pickle.dumps(job)) == job
    assert hash(register.jobs.get(job.id)) == hash(job)


# SPEC: P25
def test_an_update_names_what_changes_and_conflicts_say_what_differs(
    register: kartotek.Register, job: kartotek.Job
) -> None:
    opened = register.jobs.update(job, status="open", note="bring the backdrop")
    assert (opened.title, opened.status, opened.revision) == ("Ekskolan 2026", "open", 2)
    with pytest.raises(kartotek.ConflictError) as stale:
        register.jobs.update(job, title="Ekskolan")
    assert (stale.value.entity, stale.value.expected, stale.value.found) == ("job", 1, 2)
    assert kartotek.Difference("title", "Ekskolan 2026", "Ekskolan") in stale.value.differences
    whole = register.jobs.update(opened, opened.details.replace(kind=""), title="Ekskolan")
    assert (whole.title, whole.kind, whole.note) == ("Ekskolan", "", "bring the backdrop")


@pytest.mark.parametrize(
    ("fields", "error", "names"),
    [
        ({}, TypeError, "title"),
        ({"title": None}, TypeError, "title"),
        ({"title": "x", "titel": "y"}, TypeError, "titel"),
        ({"title": "x", "status": "on"}, ValueError, "JobStatus: one of planned, open"),
        ({"title": "x", "shoot_dates": ["2026-09-01"]}, TypeError, "shoot_dates"),
        ({"title": "x", "publish_from": datetime.datetime(2026, 1, 1)}, ValueError, "publish_from"),
    ],
)
def test_a_wrong_value_is_told_with_the_name_of_its_field(
    register: kartotek.Register, fields: dict[str, Any], error: type[Exception], names: str
) -> None:
    with pytest.raises(error) as told:
        register.jobs.create(**fields)
    assert names in str(told.value)


def test_all_that_is_wrong_with_a_job_is_listed(register: kartotek.Register) -> None:
    with pytest.raises(kartotek.InvalidError) as wrong:
        register.jobs.create(
            title="", shoot_dates=[datetime.date(2026, 9, 2), datetime.date(2026, 9, 1)]
        )
    assert {problem.field for problem in wrong.value.problems} == {"title", "shoot_dates"}
    with pytest.raises(TypeError, match="JobDetails or its fields by name, not both"):
        register.jobs.create(kartotek.JobDetails(title="x"), title="y")
    assert register.jobs.count() == 0


def test_jobs_are_listed_filtered_and_paged(register: kartotek.Register) -> None:
    for number in range(7):
        register.jobs.create(
            title=f"Job {number}",
            kind="school" if number % 2 else "wedding",
            shoot_dates=[datetime.date(2026, 9, number + 1)],
        )
    titles = [job.title for job in register.jobs.all(kinds=["school"], sort="-title")]
    assert titles == ["Job 5", "Job 3", "Job 1"]
    early = kartotek.JobFilter(shot_until=datetime.date(2026, 9, 3))
    assert register.jobs.count(early) == 3
    first = register.jobs.page(limit=3, total=True)
    assert ([job.title for job in first], first.total) == (["Job 0", "Job 1", "Job 2"], 7)
    second = register.jobs.page(limit=3, after=first.next)
    assert second.items[0].title == "Job 3"
    with pytest.raises(kartotek.InvalidCursorError):
        register.jobs.page(early, after=first.next)
    with pytest.raises(kartotek.InvalidError, match="note"):
        register.jobs.page(sort="note")
    with pytest.raises(TypeError, match="not both"):
        register.jobs.count(early, kinds=["school"])


def test_groups_are_unique_in_their_job(register: kartotek.Register, job: kartotek.Job) -> None:
    group = register.job_groups.create(job.id, "4b")
    assert (group.job, group.name) == (job.id, "4b")
    with pytest.raises(kartotek.AlreadyExistsError) as taken:
        register.job_groups.create(job.id, " 4B ")
    assert (taken.value.entity, taken.value.field) == ("job group", "name")
    other = register.job_groups.create(job.id, "2a")
    assert [found.name for found in register.job_groups.of_job(job.id)] == ["2a", "4b"]
    renamed = register.job_groups.rename(other, "2c")
    with pytest.raises(kartotek.ConflictError):
        register.job_groups.rename(other, "2d")
    assert register.job_groups.get(other.id) == renamed
    with pytest.raises(kartotek.NotFoundError) as missing:
        register.job_groups.create(uuid.UUID(int=0), "4b")
    assert (missing.value.entity, missing.value.id) == ("job", str(uuid.UUID(int=0)))


def test_nothing_goes_while_something_depends_on_it(
    register: kartotek.Register, job: kartotek.Job, group: kartotek.JobGroup
) -> None:
    elsa = register.participants.create(given_name="Elsa")
    register.participants.add_to_group(group.id, [elsa.id])
    assert register.jobs.dependents(job.id) == (kartotek.Dependent(kind="job group", count=1),)
    deletions: list[Callable[[], None]] = [
        lambda: register.jobs.delete(job.id),
        lambda: register.job_groups.delete(group.id),
        lambda: register.participants.delete(elsa.id),
    ]
    for delete in deletions:
        with pytest.raises(kartotek.RuleViolatedError) as used:
            delete()
        assert used.value.rule == "has_dependents"
    register.participants.remove_from_group(group.id, [elsa.id])
    register.participants.delete(elsa.id)
    register.job_groups.delete(group.id)
    register.jobs.delete(job.id)
    with pytest.raises(kartotek.NotFoundError):
        register.jobs.get(job.id)


# SPEC: C24
def test_what_was_changed_since_it_was_read_is_left_alone(
    register: kartotek.Register, job: kartotek.Job
) -> None:
    later = register.jobs.update(job, status="open")
    with pytest.raises(kartotek.ConflictError):
        register.expecting(job).jobs.delete(job.id)
    register.expecting(later).jobs.delete(job.id)
    assert register.jobs.count() == 0
    with pytest.raises(TypeError, match="revision"):
        register.expecting("job")


# SPEC: P6, P7, A37
def test_galleries_are_of_groups_and_of_participants(
    register: kartotek.Register, job: kartotek.Job, group: kartotek.JobGroup
) -> None:
    album = register.galleries.of_group(group.id)
    assert (album.job, album.job_group, album.participant) == (job.id, group.id, None)
    elsa = register.participants.create(given_name="Elsa")
    with pytest.raises(kartotek.RuleViolatedError) as outside:
        register.galleries.create(job.id, elsa.id)
    assert outside.value.rule == "not_in_job"
    register.participants.add_to_group(group.id, [elsa.id])
    own = register.galleries.create(job.id, elsa.id, title="Elsa's own")
    assert register.galleries.of_participant(elsa.id) == (own,)
    with pytest.raises(kartotek.AlreadyExistsError):
        register.galleries.create(job.id, elsa.id)
    anna = register.customers.create(given_name="Anna")
    register.registrations.create(group.id, anna.id, participants=[elsa.id])
    assert register.galleries.of_customer(anna.id) == (album, own)
    shown = register.galleries.update(own, state="published")
    closes = shown.updated_at + datetime.timedelta(days=1)
    shown = register.galleries.update(shown, closes_at=closes)
    assert shown.is_open(job.details, shown.updated_at)
    assert not shown.is_open(job.details, closes)
    with pytest.raises(kartotek.RuleViolatedError) as kept:
        register.galleries.delete(shown.id)
    assert kept.value.rule == "gallery_shown"


# SPEC: A43, A45
def test_galleries_bear_tags(register: kartotek.Register, group: kartotek.JobGroup) -> None:
    album = register.galleries.of_group(group.id)
    nobody = uuid.UUID(int=0)
    outcomes = register.tags.apply_to_galleries([album.id, nobody], add=["school", "autumn"])
    assert outcomes == ("changed", "not_found")
    assert [[tag.name for tag in tags] for tags in register.galleries.tags([album.id])] == [["autumn", "school"]]
    school = register.tags.find_by_name("School")
    assert school is not None
    assert register.tags.galleries(school.id) == (album,)
    register.tags.apply_to_galleries([album.id], remove=["school"])
    assert register.tags.galleries(school.id) == ()


# SPEC: A37, P21
def test_links_are_made_of_the_web_address(register: kartotek.Register, group: kartotek.JobGroup) -> None:
    album = register.galleries.of_group(group.id)
    anna = register.customers.create(given_name="Anna")
    with pytest.raises(kartotek.RuleViolatedError) as nowhere:
        register.customers.private_area_link(anna.id)
    assert nowhere.value.rule == "no_web_address"
    register.update_settings(web_address="https://sol.example/")
    assert register.customers.private_area_link(anna.id) == f"https://sol.example/customers/{anna.id}"
    assert register.galleries.link(album.id) == f"https://sol.example/galleries/{album.id}"
    assert register.galleries.link_of_group(group.id) == register.galleries.link(album.id)
