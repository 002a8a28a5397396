-- what: the measure by which clients are ranked at the load: where no products are chosen, what the chosen ones hold or
--       bring is AUM or contribution itself
create macro kept_measure(measure) as if(measure in ('aum', 'chosen_aum'), 'aum', 'contribution')
