-- what: the register clients of the as-of month that the filters choose, counted and added up
create macro groups_in_scope(f) as table
select * from groups_at(f, as_of(f))
