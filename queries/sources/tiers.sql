-- what:     the bank's ladder of tiers with the service promised to each; a default ladder ships
-- grain:    one row per tier
-- required: no
-- key:      tier_id
create table tiers (
    tier_id varchar not null, -- short code of the tier
    tier_rank integer not null, -- 1 is the lowest
    tier_name varchar not null, -- the name that readers know
    tier_name_zh varchar, -- Chinese name of the tier
    min_aum decimal(18, 2) not null, -- entry threshold; the threshold itself belongs to the tier
    in_register boolean not null, -- whether its clients stand in the register
    grace_months integer not null, -- months under the threshold that leave the tier unchanged
    contact_days integer, -- longest time allowed between two effective contacts
    visit_days integer, -- longest time allowed between two visits
    rm_role varchar, -- role of the RM that the tier is promised
    load_weight decimal(9, 2), -- units of an RM's capacity that one client takes
    service_floor decimal(18, 2) -- least yearly service budget per client
);
