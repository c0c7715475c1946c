-- Whether two different values cannot both be the one value of a code. Ranges that overlap agree, "several days" agrees with
-- any number of them, and a number cannot be compared with a word that has none ("next month").
CREATE MACRO core.are_apart(left_measure, left_low, left_high, right_measure, right_low, right_high) AS
    CASE
        WHEN left_measure IS NULL AND right_measure IS NULL THEN true
        WHEN left_measure = right_measure THEN coalesce(left_low > right_high OR right_low > left_high, false)
        ELSE coalesce(left_measure <> right_measure, false)
    END;
