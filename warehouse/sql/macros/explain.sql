-- Why a cell is as it is: the statements that hold, those that support and contradict them, and those that were outranked.
CREATE MACRO core.explain(carrier, region, attribute_name, code_name) AS TABLE
    SELECT * EXCLUDE (cell_attribute, cell_code, source_title, digest, text_before, text_after)
    FROM core.grounds(carrier, region)
    WHERE cell_attribute = attribute_name AND cell_code = code_name;
