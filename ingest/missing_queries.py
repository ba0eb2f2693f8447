"""The queries of `ingest.missing`, in the order in which they are run. `age` is explained there."""

TABLES = """
create temp table ordered (filename varchar, sekvensnummer bigint);
-- the newest document that was asked for by an id, or has it inside
create temp table newest (id varchar, age bigint, utfall varchar, person varchar, is_complete boolean);
create temp table related (person varchar, age bigint, relaterte varchar[]);
-- an id that leads to another person (a new number, a merger) of whom there is a newer document
create temp table continued (id varchar, utfall varchar);
-- the people whom the relations of people in scope need
create temp table needed (id varchar);
create temp view current as
select newest.id, newest.age, coalesce(continued.utfall, newest.utfall) as utfall
from newest left join continued using (id);
"""

ARRIVED = """
create or replace temp table arrived as
select
    identifikator, person, utfall,
    sekvensnummer * $segments + place as age,
    -- of an earlier document that was purged (ingest.purge) the numbers are all there should be
    parts in ($parts, 'identifikasjonsnummer') as is_complete
from read_parquet($files, filename = true) inner join places using (filename)
"""
NEWS = """
create or replace temp table news as
with by_id as (
    select identifikator as id, * from arrived where identifikator is not null
    union all
    select person, * from arrived where person is distinct from identifikator and person is not null
)
select
    id,
    max(age) as age,
    arg_max(utfall, age) as utfall,
    arg_max_null(person, age) as person,
    arg_max(is_complete, age) as is_complete
from by_id
group by id
"""
REPLACE = """
delete from newest using news where newest.id = news.id and newest.age < news.age;
insert into newest from news anti join newest using (id);
"""
RELATED = """
insert into related
select person, sekvensnummer * $segments + place, relaterte
from read_parquet($files, filename = true) inner join places using (filename)
where len(relaterte) > 0
"""

CONTINUED = """
create or replace temp table continued as
select own.id, other.utfall
from newest as own
inner join newest as other on other.id = own.person and other.age > own.age
where own.person <> own.id
"""

# By the ids in the relations, and by the ids these lead to.
NEEDED = """
create or replace temp table needed as
with ids as (
    select distinct unnest(relaterte) as id
    from related inner join newest on newest.id = related.person and newest.age = related.age
)
select id from ids
union
select newest.person from ids inner join newest using (id) where newest.person is not null
"""

# Whose answers could not be understood, and how often since one could.
UNCLEAR = """
create or replace temp table unclear as
with attempts as (
    select identifikator, dokumentidentifikator, sekvensnummer, utfall, hentet_at
    from persondokumenter
    where coalesce(identifikator, dokumentidentifikator) in (
        select coalesce(identifikator, dokumentidentifikator) from persondokumenter where utfall = 'uforstaatt'
    )
),
since as (
    select identifikator, dokumentidentifikator, max(hentet_at) as understood_at
    from attempts
    where utfall <> 'uforstaatt'
    group by all
)
select
    identifikator, dokumentidentifikator,
    count(*) as tries,
    max(sekvensnummer) as sekvensnummer,
    min(hentet_at) as first_at,
    max(hentet_at) as last_at
from attempts
where utfall = 'uforstaatt' and not exists (
    select * from since
    where since.identifikator is not distinct from attempts.identifikator
        and since.dokumentidentifikator is not distinct from attempts.dokumentidentifikator
        and since.understood_at >= attempts.hentet_at
)
group by identifikator, dokumentidentifikator
"""
SET_ASIDE = """
select coalesce(identifikator, dokumentidentifikator), identifikator is null, sekvensnummer, tries, first_at, last_at
from unclear
where identifikator is null or identifikator in (select id from newest where utfall = 'uforstaatt')
order by all
"""

# What there is to look up. `is_again` marks an answer that could not be understood and is tried again for a
# few runs: it is not counted as missing. `is_narrow` marks somebody who, as far as is known, only a relation
# needs.
MISSING = """
create or replace temp table missing as
with demanded as (
    select uttrekk.identifikator as id, ordered.sekvensnummer
    from uttrekk inner join ordered using (filename)
    where uttrekk.identifikatortype = 'person'
    union all
    select folkeregisteridentifikator, max(sekvensnummer)
    from hendelser
    where folkeregisteridentifikator is not null
    group by folkeregisteridentifikator
),
outdated as (
    select id
    from demanded left join newest using (id)
    where newest.age is null or newest.age < demanded.sekvensnummer * $segments
    union
    select id
    from newest
    where id = person
        and (
            -- whoever was kept before a new full extract may have left unnoticed
            utfall in ('funnet', 'relasjon') and age < (select min(sekvensnummer) from ordered) * $segments
            -- or roles need other parts than were asked for
            or utfall = 'funnet' and not is_complete
        )
),
unarchived as (
    select distinct uttrekk.identifikator as id
    from uttrekk inner join ordered using (filename)
    anti join persondokumenter as landed
        on landed.dokumentidentifikator = uttrekk.identifikator
        and landed.sekvensnummer >= ordered.sekvensnummer
    where uttrekk.identifikatortype = 'dokument'
),
unrelated as (
    select id from needed
    except
    select id from current where utfall <> 'utenfor'
    except
    select id from outdated
),
again as (
    select unclear.identifikator as id, false as is_document
    from unclear inner join newest on newest.id = unclear.identifikator
    anti join outdated using (id)
    where newest.utfall = 'uforstaatt' and unclear.tries < $tries
    union all
    select unclear.dokumentidentifikator, true
    from unclear
    anti join persondokumenter as landed
        on landed.dokumentidentifikator = unclear.dokumentidentifikator and landed.utfall <> 'uforstaatt'
    where unclear.identifikator is null and unclear.tries < $tries
),
-- whose events are the most urgent comes first
urgencies as (
    select folkeregisteridentifikator as id, min(coalesce(types.urgency, $unknown)) as urgency
    from hendelser left join types using (hendelsetype)
    where folkeregisteridentifikator is not null
    group by folkeregisteridentifikator
),
everything as (
    select id, true as is_document, false as is_again, false as is_relation from unarchived
    union all
    select id, false, false, false from outdated
    union all
    select id, false, false, true from unrelated
    union all
    select id, is_document, true, false from again
)
select
    id, is_document, is_again,
    $has_scope and (is_relation or coalesce(newest.utfall = 'relasjon', false)) as is_narrow,
    id in (from needed) as is_needed,
    coalesce(newest.utfall = 'funnet', false) as is_known,
    coalesce(urgencies.urgency, $in_turn) as urgency
from everything left join newest using (id) left join urgencies using (id)
"""

# An extract's sequence number may mean "as at that number" or "all later changes as well".
LATER_DOCUMENTS = """
select count(*) filter (where extracted.identifikator is not null), count(*)
from hendelser
left join (select identifikator from uttrekk semi join ordered using (filename)) as extracted
    on extracted.identifikator = hendelser.persondokument
where hendelser.persondokument is not null
    and hendelser.sekvensnummer > (select max(sekvensnummer) from ordered)
"""


KNOWN = "from newest where id = person and utfall = 'funnet'"

# Kept for a relation that nobody in scope has any more.
UNNEEDED = """
select newest.id, newest.age // $segments
from newest inner join current using (id)
where current.utfall = 'relasjon'
    and newest.id not in (from needed)
    and newest.person not in (from needed)
order by newest.id
"""
