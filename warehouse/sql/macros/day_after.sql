-- The day a stated time after a day: at the earliest, or with `is_latest` at the latest. Months and years are those of the
-- calendar, hours are rounded up to days; a billing cycle whose day is not known ends within a month. NULL: not stated.
CREATE MACRO core.day_after(from_day, stated, is_latest) AS
    CASE stated ->> '$.symbol'
        WHEN 'immediate' THEN from_day::DATE
        WHEN 'next_day' THEN from_day::DATE + 1
        WHEN 'month_end' THEN last_day(from_day::DATE)
        WHEN 'next_month' THEN
            CASE WHEN is_latest THEN last_day((from_day::DATE + INTERVAL 1 MONTH)::DATE) ELSE last_day(from_day::DATE) + 1 END
        WHEN 'billing_cycle_end' THEN
            CASE WHEN is_latest THEN (from_day::DATE + INTERVAL 1 MONTH)::DATE ELSE from_day::DATE END
        ELSE core.days_after(
            from_day,
            TRY_CAST(CASE WHEN is_latest THEN coalesce(stated ->> '$.amount_max', stated ->> '$.amount')
                ELSE stated ->> '$.amount' END AS DOUBLE),
            stated ->> '$.unit')
    END;
