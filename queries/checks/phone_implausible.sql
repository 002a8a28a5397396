-- rule:     a telephone number has eleven digits and begins with 13 to 19, or stands with its area code
-- file:     clients
-- severity: note
-- fix:      correct phone
select file_row, 'phone ' || phone || ' of client ' || client_id || ' is no telephone number' as found
from delivered.clients
where not regexp_full_match(phone, '(\+?86[ -]?)?1[3-9]\d{9}|\+[\d -]{7,18}|0\d{2,3}[ -]?\d{7,8}')
