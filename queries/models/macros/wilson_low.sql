-- what: lower end of the 95 % Wilson interval of hits / cases
create macro wilson_low(hits, cases) as if(
    cases > 0,
    greatest(0, (
        hits + 1.9207294 - 1.959963985 * sqrt(hits * (cases - hits) / cases + 0.9603647)
    ) / (cases + 3.8414588)),
    null
)
