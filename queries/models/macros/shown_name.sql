-- what: the one place through which a person's name reaches a reader
create macro shown_name(person_name) as person_name
