-- what: lower end of the 95 % Wilson interval of hits / cases
create macro wilson_low(hits, cases) as if(cases > 0, greatest(0, (
    (hits + 1.9207294) / nullif(cases, 0)
    - 1.959963985 * sqrt(hits * (cases - hits) / nullif(cases, 0) + 0.9603647) / nullif(cases, 0)
) / (1 + 3.8414588 / nullif(cases, 0))), null)
