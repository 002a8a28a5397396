-- rule:     the last character of an identity number fits the others (GB 11643)
-- file:     clients
-- severity: note
-- fix:      correct identity_number
select file_row, 'the last character of identity_number of client ' || client_id || ' does not fit the others' as found
from delivered.clients
where
    regexp_full_match(identity_number, '\d{17}[\dXx]')
    and upper(identity_number[18]) <> '10X98765432'[
        1 + list_dot_product(
            try_cast(string_split(identity_number[:17], '') as integer[]),
            [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        )::integer % 11
    ]
