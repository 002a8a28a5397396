-- what:     the branches of the bank, each in a city of a region
-- grain:    one row per branch
-- required: yes
-- key:      branch_id
create table branches (
    branch_id varchar not null, -- the bank's own code
    branch_name varchar not null, -- the name that readers know
    branch_name_zh varchar, -- the Chinese name, where the first one is not Chinese
    city varchar not null, -- city of the branch
    city_zh varchar, -- Chinese name of the city
    region varchar not null, -- region of the city
    region_zh varchar -- Chinese name of the region
);
