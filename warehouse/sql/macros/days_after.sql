-- The day so many units after a day. NULL where the amount or the unit is not known.
CREATE MACRO core.days_after(from_day, amount, unit) AS
    CASE unit
        WHEN 'minute' THEN from_day::DATE
        WHEN 'hour' THEN from_day::DATE + ceil(amount / 24)::INTEGER
        WHEN 'day' THEN from_day::DATE + ceil(amount)::INTEGER
        WHEN 'working_day' THEN core.working_days_after(from_day, ceil(amount)::INTEGER)
        WHEN 'week' THEN from_day::DATE + ceil(amount * 7)::INTEGER
        WHEN 'month' THEN (from_day::DATE + to_months(amount::INTEGER))::DATE
        WHEN 'year' THEN (from_day::DATE + to_years(amount::INTEGER))::DATE
    END;
