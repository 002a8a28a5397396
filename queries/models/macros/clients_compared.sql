-- what: the register clients of the comparison month that the filters choose
create macro clients_compared(f) as table
select * from clients_at(f, compared_with(f))
