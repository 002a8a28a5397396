-- what: the register clients of the as-of month that the filters choose
create macro clients_in_scope(f) as table
select * from clients_at(f, as_of(f))
