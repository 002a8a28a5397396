-- what: upper end of the 95 % Wilson interval of hits / cases
create macro wilson_high(hits, cases) as if(
    cases > 0,
    least(1, (
        hits + 1.9207294 + 1.959963985 * sqrt(hits * (cases - hits) / cases + 0.9603647)
    ) / (cases + 3.8414588)),
    null
)
