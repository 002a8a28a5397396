-- question:     How new is each file?
-- grain:        one row per file, the oldest first
-- definition:   The newest day up to today in the rows loaded of each file – for files of months the end of the newest
--   month – beside the end of the last month of the data and the day of the load. Files without days have none.
-- takes:        filters
-- ignores:      month, branches, products
-- source_file:    text   file
-- parts:          count  files delivered for it
-- rows_delivered: count  rows delivered
-- rows_set_aside: count  of those, rows set aside
-- newest:         date   newest day in it
-- days_behind:    days   days from the newest day to the end of the last month
-- days_to_load:   days   days from the newest day to the load
with monthly as (
    select file
    from delivered_columns
    where name = 'month'
),

last_load as (
    select max(loaded_at)::date as loaded_on
    from loads
),

last_month as (
    select max(month_end) as month_end
    from months
),

files as (
    select
        file,
        count(*) as parts,
        sum(rows_in)::bigint as rows_in,
        sum(rows_set_aside)::bigint as rows_set_aside,
        if(file in (select file from monthly), last_day(max(newest)), max(newest)) as newest
    from load_files
    group by file
)

select
    files.file as source_file,
    files.parts,
    files.rows_in as rows_delivered,
    files.rows_set_aside,
    files.newest,
    last_month.month_end - files.newest as days_behind,
    last_load.loaded_on - files.newest as days_to_load
from files
cross join last_month
cross join last_load
where $filters is not null
order by days_behind desc nulls last, files.file
