-- what:     the bank itself: the name in the frame and the currency on money axes
-- grain:    one row
-- required: no
create table bank (
    bank_name varchar not null, -- name shown in the frame
    bank_name_zh varchar, -- name shown on Chinese pages
    currency varchar -- currency of every amount, CNY where empty
);
