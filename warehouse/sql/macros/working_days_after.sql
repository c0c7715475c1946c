-- The day so many working days after a day; Saturdays and Sundays do not count, public holidays do.
CREATE MACRO core.working_days_after(from_day, amount) AS
    from_day::DATE - greatest(isodow(from_day::DATE) - 5, 0)::INTEGER
        + (amount + 2 * ((amount + least(isodow(from_day::DATE), 5) - 1) // 5))::INTEGER;
