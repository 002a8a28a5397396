-- what: what the chosen products of a client hold in a month: all of its AUM where none is chosen. Of a month that was not
--       delivered nothing is known
create macro chosen_aum_of(f, for_client, at_month, is_delivered, aum) as (
    case
        when (f['products']) is null then aum
        when is_delivered then coalesce(
            (
                select sum(held.aum)
                from product_months as held
                where
                    (f['products']) is not null
                    and held.month = at_month
                    and held.client_id = for_client
                    and of_chosen_product(f, held.product_id)
            ),
            0
        )
    end
)::decimal(18, 2)
