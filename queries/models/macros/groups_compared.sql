-- what: the register clients of the comparison month that the filters choose, counted and added up
create macro groups_compared(f) as table
select * from groups_at(f, compared_with(f))
