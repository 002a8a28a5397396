-- what: the class of a place in a ranking: the first hundred places stand alone; down to a tenth of all, a class is a
--       hundredth as wide as its place; from there on, a thousandth of all
create macro class_of(place, of_all) as (
    case
        when place <= 100 then place
        when place <= of_all / 10 then 101 + floor(ln(place / 100) / ln(1.01))
        else 101 + floor(greatest(0, ln(of_all / 1000)) / ln(1.01)) + ceil(1000 * place / of_all)
    end
)::integer
